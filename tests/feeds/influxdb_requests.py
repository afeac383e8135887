"""The requests that InfluxDB and the daemon get alike: (name, bytes).  Names begin with their class."""

import base64
import gzip
import random
import urllib.parse
import zlib

HOST = "Host: 127.0.0.1\r\n"
DB = "/write?db=mydb"

GOOD_LINES = [
    "m v=1 1", "m,k=a v=1 1", "m,b=2,a=1 v=1 1", "m v=1", "m v=1,w=2 1", "m v=1.5e3 1", "m v=-1 1", "m v=.5 1",
    "m v=1. 1", "m v=1e-400 1", "mi v=1i 1", "mi v=-9223372036854775808i 1", "mi v=007i 1", "mb v=t 1", "mb v=TRUE 1",
    "mb v=False 1", "mb v=f 1", 'ms v="x" 1', 'ms v="" 1', r'ms v="a\"b\\c" 1', 'ms v="a b,c=d" 1', 'ms v="a\nb" 1',
    "m v=1 -1", "m v=1 0", "m v=1 9223372036854775806", "m v=1 -9223372036854775806", "m v=1,v=2 1", r"m\ x v=1 1",
    r"m\,x v=1 1", r"m,k\=x=1 v=1 1", r"m,k=a\ b v=1 1", r"m,k=a\,b v=1 1", r"m,k=a\\b v=1 1", r"m v\ w=1 1",
    "m  v=1 1", "m v=1  1", " m v=1 1", "m v=1 ", "m v=1 1 ", "政务 v=1 1", "m,区=西湖 v=1 1", 'ms v="等候" 1',
    'm,k="a" v=1 1', "m,_field=a v=1 1", "m v=1,time=2 1", 'mq "v"=1 1', "m,k=a;b v=1 1",
]

BAD_LINES = [
    "bad", "m", "m,", "m,k", "m,k=", "m,=v v=1", "m,k=a", "m,k=a,", "m,k=a, v=1", "m,,k=a v=1", ",k=a v=1", "=1",
    "m,k=a=b v=1", "m,k=a,k=b v=1", "m,k=a,j=b,k=c v=1", "m v", "m v=", "m =1", "m v=,w=1", "m v=1,", "m v=1,w",
    "m v=1,w=", "m v=1,=2", "m v=1,,w=2", "m v=x", "m v=oops", "m v=tr", "m v=TrUe", "m v=truee", "m v=falsey",
    "m v=1.2.3", "m v=1x", "m v=1ii", "m v=1.5i", "m v=i", "m v=-", "m v=-i", "m v=.", "m v=e5", "m v=1e", "m v=1e+",
    "m v=1e400", "m v=-1e400", "m v=9223372036854775808i", "m v=-9223372036854775809i", "m v=NaN", "m v=Inf",
    "m v=-Inf", "m v=+1", "m v=0x10", "m v=1_000", "m v=1e5i", 'm v="', 'm v="x', r'm v="x\"', 'm v="x\\', 'm v=x"',
    "m v='x'", "m v=1 x", "m v=1 1x", "m v=1 1.5", "m v=1 -", "m v=1 --1", "m v=1 1 2", "m v=1 1 x", "m v=1 1e3",
    "m v=1 9223372036854775807", "m v=1 -9223372036854775808", "m v=1 99999999999999999999",
    "m v=1 -99999999999999999999", r"m\ v=1", r"m,k=a\ v=1", "m,k=a\\", "m\\", "m v=1\\", "my meas v=1", "m v=1\t1",
    "m\tv=1", "m k v=1", "m,k=a b v=1", "m v=1 1,2", "m v=1 w=2", "m v = 1", "m, v=1", "m,k =a v=1", "bad line here oops",
    "m,time=1 v=1", "m time=1", "政务", "m,k=区", "m v=是", "{}", "null", '{"m":1}', "<xml/>", "--", "0", "\\", "\"",
    "m v=5u", "m v=T1", "m v=tt", "m v=1 \\", "m,a=b c", "m v=\"a\"b", "m v=\"a\" \"b\"", 'm v="a"w=1',
]

BODIES = {
    "empty": b"", "lf": b"\n", "lfs": b"\n\n\n", "blanks": b"   ", "blank line": b" \nm v=1 1\n", "comment": b"# x",
    "comment lf": b"# x\n", "comments and a point": b"# a\n# b\nm v=1 1\n# c", "comment after blanks": b"  # x\nm v=1 1",
    "no last lf": b"m v=1 1\nm v=2 2", "last lf": b"m v=1 1\nm v=2 2\n", "blank lines between": b"m v=1 1\n\n\nm v=2 2\n",
    "crlf": b"m v=1 1\r\nm v=2 2\r\n", "cr alone": b"m v=1 1\rm v=2 2", "bom": b"\xef\xbb\xbfm v=1 1",
    "nul in a name": b"m\0 v=1 1", "control in a name": b"m\x01 v=1 1", "utf-8 cut in a tag": b"m,k=\xe5\x8c v=1 1",
    "utf-8 cut in a string": b'ms v="\xff" 1', "leading tab": b"\tm v=1 1", "comment with an odd quote": b'# x="\nm v=1 1\n',
    "all bad": b"bad\nm v=oops\nm,k= v=1",
    "good bad good": b"m v=1 1\nbad\nm v=3 3", "good and two bad": b"m v=1 1\nbad\nm v=3 3\nm v=zz 4",
    "bad first": b"bad\nm v=1 1", "good then an open string": b'm v=1 1\nms v="x\nm v=2 2',
    "bad line twice": b"m v=1 1\nbad\nbad", "indented bad": b"m v=1 1\n   bad", "bad with trailing blanks": b"m v=1 1\nbad  ",
    "bad crlf": b"m v=1 1\nbad\r\n",
    "bad with quotes": b'm v=1 1\nm v="a" "b\\"', "bad with unicode": "m v=1 1\n坏".encode(),
    "type conflict": b"tc v=1 1\ntc v=2i 2", "type conflict of strings": b'td v=1 1\ntd v="x" 2',
    "tag time beside good": b"m v=1 1\nm,time=1 v=1", "only field time": b"m time=1 1",
    "twenty bad": b"\n".join(b"bad%d" % i for i in range(20)), "thousand bad": b"\n".join(b"bad%d" % i for i in range(1000)),
    "long bad line": b"bad" + b"x" * 300, "long tag value": b"m,k=" + b"x" * 60000 + b" v=1 1",
    "key over 65535": b"m,k=" + b"x" * 66000 + b" v=1 1", "measurement over 65535": b"m" * 66000 + b" v=1 1",
    "long string": b'ms v="' + b"x" * 100000 + b'" 1', "many fields": b"m " + b",".join(b"f%d=1" % i for i in range(1000)) + b" 1",
    "many tags": b"m," + b",".join(b"t%03d=1" % i for i in range(90)) + b" v=1 1",
    "many lines": b"\n".join(b"m v=%d %d" % (i, i) for i in range(5000)),
}


def packed(data):
    return gzip.compress(data, mtime=0)


def damaged(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:]


GZIP_BODIES = {
    "good": packed(b"m v=1 1\nm v=2 2"), "partial": packed(b"m v=1 1\nbad"), "bad": packed(b"bad"),
    "nothing inside": packed(b""), "empty": b"", "one byte": b"\x1f", "header alone": packed(b"m v=1")[:10],
    "cut": packed(b"m v=1 1\nm v=2 2")[:-4], "cut before the trailer": packed(b"m v=1 1\nm v=2 2")[:-8],
    "cut in the middle": packed(b"m v=1 1\nm v=2 2\nm v=3 3")[:16], "plain": b"m v=1 1",
    "plain and long": b"m v=1 1\n" * 10, "wrong checksum": damaged(packed(b"m v=1 1"), -8),
    "wrong length": damaged(packed(b"m v=1 1"), -4), "wrong method": damaged(packed(b"m v=1 1"), 2),
    "damaged data": damaged(packed(b"m v=1 1\n" * 50), 10), "zlib": zlib.compress(b"m v=1 1"),
    "two members": packed(b"m v=1 1\n") + packed(b"m v=2 2\n"), "text after it": packed(b"m v=1 1") + b"trailing garbage",
    "large": packed(b"".join(b"m v=%d %d\n" % (i, i) for i in range(5000))),
}

QUERIES = [
    'CREATE DATABASE "mydb"', "CREATE DATABASE mydb", "create database mydb", '  CREATE  DATABASE\t"mydb"  ', "CREATE DATABASE other",
    'CREATE DATABASE "mydb";', "CREATE DATABASE mydb\n", 'CREATE DATABASE mydb WITH DURATION 1d REPLICATION 1 NAME "rp1"',
    "CREATE DATABASE", 'CREATE DATABASE ""', "CREATE DATABASE 1x", "CREATE DATABASE a b", "CREATE DATABASE 'a'",
    'CREATE DATABASE "open', "SHOW DATABASES", "show databases;", "SHOW DATABASES nonsense", "CREATE", "",
    "SELECT * FROM m", "SELEC 1", "DROP DATABASE nosuch", "SHOW MEASUREMENTS", "SHOW TAG KEYS", "SHOW RETENTION POLICIES ON mydb",
]


def request(method, path, headers="", body=b"", version="1.1", host=HOST, length=True):
    """@headers: lines, each ended by CRLF."""
    size = f"Content-Length: {len(body)}\r\n" if length and (body or method in ("POST", "PUT", "PATCH")) else ""
    return f"{method} {path} HTTP/{version}\r\n{host}{headers}{size}\r\n".encode() + body


def chunked(path, body, n, headers=""):
    head = request("POST", path, headers + "Transfer-Encoding: chunked\r\n", length=False)
    pieces = [body[i:i + n] for i in range(0, len(body), n)]
    return head + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def lines_and_bodies():
    for line in GOOD_LINES:
        yield f"good line: {line!r}", request("POST", DB, body=line.encode())
        yield f"good line beside a bad one: {line!r}", request("POST", DB, body=f"{line}\nbad\n".encode())
    for line in BAD_LINES:
        yield f"bad line: {line!r}", request("POST", DB, body=line.encode())
        yield f"bad line beside a good one: {line!r}", request("POST", DB, body=f"m v=1 1\n{line}\nm v=2 2\n".encode())
    for name, body in BODIES.items():
        yield f"body: {name}", request("POST", DB, body=body)
        yield f"body chunked: {name}", chunked(DB, body, 1000)
        yield f"body in gzip: {name}", request("POST", DB, "Content-Encoding: gzip\r\n", packed(body))
    for name, body in GZIP_BODIES.items():
        yield f"gzip: {name}", request("POST", DB, "Content-Encoding: gzip\r\n", body)
        yield f"gzip chunked: {name}", chunked(DB, body, 7, "Content-Encoding: gzip\r\n")
        yield f"gzip unsaid: {name}", request("POST", DB, body=body)


def precisions():
    for precision in ("", "n", "ns", "u", "us", "ms", "s", "m", "h", "S", "d", "bogus", "1", "%6Es"):
        for time in (b"", b" 1", b" -1"):
            yield f"precision: {precision}{time.decode()}", request("POST", f"{DB}&precision={precision}", body=b"m v=1" + time)
    for precision, time in (("s", b"9223372036"), ("s", b"9223372037"), ("h", b"2562047"), ("h", b"2562048"),
                            ("ms", b"9223372036854"), ("ms", b"-9223372036855"), ("m", b"153722867"), ("m", b"153722868")):
        yield f"range: {precision} {time.decode()}", request("POST", f"{DB}&precision={precision}", body=b"m v=1 " + time)


def parameters():
    for query in ("", "?", "?db", "?db=", "?db=nope", "?DB=mydb", "?db=mydb&db=nope", "?db=nope&db=mydb", "?db=my%64b", "?db=%6Dydb",
                  "?db=mydb&", "?&db=mydb", "?db=mydb&x=1", "?db=mydb&x", "?db=mydb&rp=", "?db=mydb&rp=autogen", "?db=mydb&rp=nope",
                  "?consistency=all&db=mydb&precision=&rp=", "?db=mydb&consistency=any", "?db=mydb&consistency=one",
                  "?db=mydb&consistency=quorum", "?db=mydb&consistency=ALL", "?db=mydb&consistency=bogus", "?db=mydb&u=&p=",
                  "?db=mydb&pretty=true", "?db=mydb&pretty=", "?db=mydb%20", "?db=my+db", "?db=%E6%94%BF", "?db=a%22b",
                  "?db=" + "x" * 500, "?bucket=mydb", "?db=nope&precision=bogus", "?db=nope&consistency=bogus",
                  "?db=12345678901234", "?db=mydb;x=1", "?db=mydb#frag", "?db=other"):
        for body in (b"m v=1 1", b"bad", b""):
            yield f"parameters: {query[:60]} {body.decode()}", request("POST", "/write" + query, body=body)


def heads():
    def post(headers, body=b"m v=1 1", **options):
        return request("POST", DB, headers, body, **options)

    for kind in ("text/plain", "text/plain; charset=utf-8", "application/octet-stream", "application/json",
                 "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "nonsense"):
        yield f"content type: {kind}", post(f"Content-Type: {kind}\r\n")
        yield f"content type of a bad body: {kind}", post(f"Content-Type: {kind}\r\n", b"bad")
    for name in ("content-encoding", "CONTENT-ENCODING", "Content-encoding"):
        yield f"header case: {name}", post(f"{name}: gzip\r\n", packed(b"m v=1 1"))
    for value in ("gzip", "identity", ""):
        yield f"encoding of a plain body: {value}", post(f"Content-Encoding: {value}\r\n")
    for value in ("GZIP", "x-gzip", "br", "deflate", "gzip, gzip"):
        yield f"other encoding: {value}", post(f"Content-Encoding: {value}\r\n", packed(b"m v=1 1"))
    yield "header: accept gzip", post("Accept-Encoding: gzip\r\n", b"bad")
    yield "header: close", post("Connection: close\r\n")
    yield "header: close with a bad body", post("Connection: close\r\n", b"bad")
    yield "header: user agent", post("User-Agent: Telegraf/1.28\r\n")
    yield "header: id", post("X-Request-Id: my-id-7\r\n")
    yield "header: other id", post("Request-Id: my-id-8\r\n")
    yield "header: both ids", post("Request-Id: a\r\nX-Request-Id: b\r\n", b"bad")
    yield "header: id of an unknown path", request("GET", "/nope", "X-Request-Id: my-id-9\r\n")
    yield "header: folded blank", post("X-A:   spaced   \r\n")
    yield "header: many", post("".join(f"X-H{i}: {i}\r\n" for i in range(50)))
    yield "header: long", post(f"X-Long: {'x' * 4000}\r\n")
    yield "header: origin", post("Origin: http://x\r\n")
    yield "http 1.0", post("", version="1.0")
    yield "http 1.0 with a bad body", post("", b"bad", version="1.0")
    yield "http 1.0 without host", post("", version="1.0", host="")
    yield "framing: no host", post("", host="")
    yield "framing: two lengths", post("Content-Length: 9\r\n")
    yield "framing: length that is none", post("Content-Length: x\r\n", length=False)
    yield "framing: negative length", post("Content-Length: -1\r\n", length=False)
    yield "framing: unknown transfer encoding", post("Transfer-Encoding: gzip\r\n", length=False)
    yield "framing: blank in a header name", post("X Y: 1\r\n")
    yield "framing: chunk size that is none", request("POST", DB, "Transfer-Encoding: chunked\r\n", length=False) + b"zz\r\nm v=1\r\n0\r\n\r\n"
    yield "expect", post("Expect: 100-continue\r\n")
    yield "expect with a database that is not there", request("POST", "/write?db=nope", "Expect: 100-continue\r\n", b"m v=1 1")
    yield "expect with a body too large", request("POST", DB, "Expect: 100-continue\r\n", b"m v=1 1\n" * 3_200_000)
    yield "expect with a bad body", post("Expect: 100-continue\r\n", b"bad")


def methods_and_paths():
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POST"):
        for path in ("/write?db=mydb", "/ping", "/query", "/status"):
            yield f"method: {method} {path}", request(method, path)
    for method in ("TRACE", "PROPFIND", "get", "BREW"):
        yield f"odd method: {method}", request(method, "/write?db=mydb")
    for method in ("GET", "POST", "HEAD"):
        for path in ("/", "/nope", "/write/", "/write/x", "/WRITE?db=mydb", "//write?db=mydb", "/api/v2/nope", "/ping/", "/query/", "/favicon.ico",
                     "/write%20?db=mydb", "/%77rite?db=mydb", "/./write?db=mydb", "/a/../write?db=mydb"):
            yield f"path: {method} {path}", request(method, path, body=b"m v=1 1" if method == "POST" else b"")
    for query in ("verbose=true", "verbose=1", "verbose=false", "verbose=", "wait_for_leader=5s", "wait_for_leader=1s", "x=1"):
        yield f"ping: {query}", request("GET", f"/ping?{query}")
    for path in ("/health", "/ready", "/api/v2/write?org=o&bucket=mydb"):
        yield f"younger: {path}", request("POST" if "write" in path else "GET", path, body=b"m v=1 1" if "write" in path else b"")


def queries():
    for q in QUERIES:
        quoted = urllib.parse.quote_plus(q)
        form = f"q={quoted}".encode()
        as_form = "Content-Type: application/x-www-form-urlencoded\r\n"
        yield f"query GET: {q!r}", request("GET", f"/query?q={quoted}")
        yield f"query POST: {q!r}", request("POST", f"/query?q={quoted}")
        yield f"query form: {q!r}", request("POST", "/query", as_form, form)
        yield f"query form without its type: {q!r}", request("POST", "/query", body=form)
    create = urllib.parse.quote_plus('CREATE DATABASE "mydb"').encode()
    yield "query: form and address", request("POST", "/query?q=SHOW+DATABASES", as_form, b"q=" + create)
    yield "query: form with more", request("POST", "/query", as_form, b"db=mydb&q=" + create + b"&epoch=ns")
    yield "query: form type with a charset", request("POST", "/query", as_form[:-2] + "; charset=utf-8\r\n", b"q=" + create)
    yield "query: form without q", request("POST", "/query", as_form, b"db=mydb")
    yield "query: epoch and db", request("POST", "/query?db=&epoch=s&q=" + create.decode())
    yield "query: chunked", request("POST", "/query?chunked=true&q=" + create.decode())
    yield "query: pretty", request("POST", "/query?pretty=true&q=" + create.decode())
    yield "query: q twice", request("GET", "/query?q=SHOW+DATABASES&q=" + create.decode())


def sizes():
    limit = 25_000_000
    line = b"m v=1 1\n"
    full = (line * (limit // len(line) + 1))[:limit]
    yield "size: full", request("POST", DB, body=full[:limit // 8 * 8])
    yield "size: one byte over", request("POST", DB, body=full + b"\n")
    yield "size: twice as much", request("POST", DB, body=full * 2)
    yield "size: over, chunked", chunked(DB, full + line * 10, 1 << 20)
    yield "size: over, all bad", request("POST", DB, body=b"b" * (limit + 1))
    yield "size: over, for a query", request("POST", "/query", "Content-Type: application/x-www-form-urlencoded\r\n", b"q=" + b"x" * (11 << 20))
    yield "size: gzip over when unpacked", request("POST", DB, "Content-Encoding: gzip\r\n", packed(b"#" * (limit + 1)))


def generated(seed=20260302, n=400):
    """Lines put together from good parts and bad ones.  A field's name says its type: InfluxDB wants it to stay."""
    source = random.Random(seed)
    names = ["m", "m2", r"a\ b", "", "温度", "x,y", "a=b", "m\\"]
    tags = ["", ",k=v", ",k=", ",=v", ",k", ",a=1,b=2", ",b=2,a=1", ",k=v,k=w", r",k=a\,b", ","]
    values = {"f": ["1", "1.5", "-2e3", "9e999", "1e", "--1", "1..2", "1i2", ""], "i": ["0i", "i1", "-5i"],
              "b": ["t", "false", "x", "True1"], "s": ['"q"', '"a b"', '"a,b=c"']}
    times = ["", " 1", " -5", " x", " 1 2", " 1.5", "  7", " 1,2"]
    for i in range(n):
        lines = []
        for _ in range(source.choice([1, 1, 1, 2, 3])):
            fields = []
            for j in range(source.choice([1, 1, 2, 3])):
                kind = source.choice("fffiibbs")
                name = "" if source.random() < 0.05 else f"{kind}{j}"
                fields.append(f"{name}={source.choice(values[kind])}")
            lines.append(f"{source.choice(names)}{source.choice(tags)} {','.join(fields)}{source.choice(times)}")
        yield f"generated {i}: {lines}", request("POST", DB, body="\n".join(lines).encode())


def all_requests():
    for group in (lines_and_bodies, precisions, parameters, heads, methods_and_paths, queries, sizes, generated):
        yield from group()


# --- with sign-in ------------------------------------------------------------------------------

def basic(text):
    return f"Authorization: Basic {base64.b64encode(text.encode()).decode()}\r\n"


def signed(data, secret, in_address):
    """@data with credentials: in the address, where that has parameters, else in a header."""
    first, _, rest = data.partition(b"\r\n")
    method, target, version = first.split(b" ")
    path, mark, query = target.partition(b"?")
    if path.startswith(b"/api/v2/"):
        return first + b"\r\nAuthorization: Token " + secret.encode() + b"\r\n" + rest
    if in_address and mark:
        return b"%s %s?u=adm&p=%s&%s %s\r\n%s" % (method, path, secret.encode(), query, version, rest)
    return first + b"\r\n" + basic(f"adm:{secret}").encode() + rest


def signed_requests(secret):
    """All of the above, let in."""
    for i, (name, data) in enumerate(all_requests()):
        yield name, signed(data, secret, i % 2 == 0)


def credentials(secret, reader):
    """(name, parameters, headers); @reader: whom nothing allows to write."""
    for name, user, password in (("right", "adm", secret), ("wrong", "adm", "no"), ("another's", "adm", reader), ("who cannot write", "ro", reader),
                                 ("unknown user", "who", secret), ("unknown user and wrong", "who", "no"), ("no user", "", secret),
                                 ("no password", "adm", ""), ("neither", "", "")):
        pair = f"{user}:{password}"
        yield f"address {name}", f"&u={user}&p={password}", ""
        yield f"Basic {name}", "", basic(pair)
        yield f"Token pair {name}", "", f"Authorization: Token {pair}\r\n"
    for name, password in (("right", secret), ("wrong", "no"), ("empty", "")):
        for scheme in ("Token", "Bearer", "Digest", "basic", "BASIC", "bearer", "token", ""):
            yield f"{scheme} alone {name}", "", f"Authorization: {scheme} {password}\r\n"
    yield "nobody", "", ""
    yield "address u alone", "&u=adm", ""
    yield "address p alone", f"&p={secret}", ""
    yield "address in capitals", f"&U=adm&P={secret}", ""
    yield "address, wrong first", f"&u=adm&p=no&u=adm&p={secret}", ""
    yield "address, right first", f"&u=adm&p={secret}&u=adm&p=no", ""
    yield "Basic garbage", "", "Authorization: Basic %%%\r\n"
    yield "Basic without a colon", "", basic("adm")
    yield "Basic, more blanks", "", basic(f"adm:{secret}").replace("Basic ", "Basic   ")
    yield "Basic in small letters", "", basic(f"adm:{secret}").replace("Basic", "basic")
    yield "Basic in capitals", "", basic(f"adm:{secret}").replace("Basic", "BASIC")
    yield "two headers, right first", "", basic(f"adm:{secret}") + basic("adm:no")
    yield "two headers, wrong first", "", basic("adm:no") + basic(f"adm:{secret}")
    yield "address right, Basic wrong", f"&u=adm&p={secret}", basic("adm:no")
    yield "address wrong, Basic right", "&u=adm&p=no", basic(f"adm:{secret}")
    yield "address right, garbage in the header", f"&u=adm&p={secret}", "Authorization: nonsense\r\n"
    yield "address without p, Basic right", "&u=adm", basic(f"adm:{secret}")


def asked_with(parameters, headers):
    """(name, bytes): what is asked with credentials."""
    create = "q=CREATE+DATABASE+mydb"
    yield "good line", request("POST", DB + parameters, headers, b"m v=1 1")
    yield "bad line", request("POST", DB + parameters, headers, b"bad")
    yield "partial", request("POST", DB + parameters, headers, b"m v=1 1\nbad")
    yield "empty", request("POST", DB + parameters, headers)
    yield "gzip", request("POST", DB + parameters, headers + "Content-Encoding: gzip\r\n", packed(b"m v=1 1"))
    yield "chunked", chunked(DB + parameters, b"m v=1 1", 3, headers)
    yield "expect", request("POST", DB + parameters, headers + "Expect: 100-continue\r\n", b"m v=1 1")
    yield "unknown database", request("POST", "/write?db=nope" + parameters, headers, b"m v=1 1")
    yield "no database", request("POST", "/write?x=1" + parameters, headers, b"m v=1 1")
    yield "method", request("GET", DB + parameters, headers)
    yield "ping", request("GET", "/ping?x=1" + parameters, headers)
    yield "ping head", request("HEAD", "/ping?x=1" + parameters, headers)
    yield "unknown path", request("GET", "/nope?x=1" + parameters, headers)
    yield "create", request("POST", f"/query?{create}{parameters}", headers)
    yield "create in a form", request("POST", f"/query?x=1{parameters}", headers + "Content-Type: application/x-www-form-urlencoded\r\n", create.encode())
    yield "show", request("GET", f"/query?q=SHOW+DATABASES{parameters}", headers)
    yield "no statement", request("GET", f"/query?x=1{parameters}", headers)
    yield "not a statement", request("GET", f"/query?q=SELEC{parameters}", headers)


def sign_ins(secret, reader):
    for how, parameters, headers in credentials(secret, reader):
        for what, data in asked_with(parameters, headers):
            yield f"{how}: {what}", data
