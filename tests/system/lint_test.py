"""shuzhid lint, as a person or a script uses it."""
import json
import os
import subprocess
import sys
import tempfile
import time

SHUZHID = os.environ["SHUZHID"]
DATA = os.path.join(os.environ["SHUZHI_SOURCE"], "tests", "data", "line_protocol")


def lint(*arguments, body=b""):
    return subprocess.run([SHUZHID, "lint", *arguments], input=body, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)


def documents(run):
    return [json.loads(line) for line in run.stdout.decode("utf-8").split("\n") if line]


def check(claim, *shown):
    if not claim:
        raise AssertionError(" ".join(str(each) for each in shown))


def test_vectors():
    run = subprocess.run([sys.executable, os.path.join(DATA, "lp_check.py"), "--kinds",
                          os.path.join(DATA, "decode.jsonl"), "--", SHUZHID, "lint",
                          "--precision", "{precision}", "-"], stdout=subprocess.PIPE, timeout=250)
    check(run.returncode == 0, run.stdout.decode()[-2000:])


def test_documents():
    run = lint("-", body=b'm,b=2,a=1 f=0.1,i=-9223372036854775808i,u=18446744073709551615u,t=T,'
                         b's="a\\"\n\x00\xe4\xb8\xad" 5\nbad\n')
    point, error = documents(run)
    check(run.returncode == 1 and run.stderr == b"", run)
    check(list(point) == ["line", "measurement", "tags", "fields", "time_ns"], point)
    check(point["line"] == 1 and point["time_ns"] == "5" and point["tags"] == {"a": "1", "b": "2"})
    check(point["fields"] == {
        "f": {"type": "float", "value": 0.1},
        "i": {"type": "int", "value": "-9223372036854775808"},
        "u": {"type": "uint", "value": "18446744073709551615"},
        "t": {"type": "bool", "value": True},
        "s": {"type": "string", "value": 'a"\n\x00中'}}, point)
    check(b'"value":0.10000000000000001}' in run.stdout, run.stdout)
    check(error["line"] == 3 and error["error"] == "missing_fields" and error["column"] == 4, error)
    check(error["message"] == "found the end of the line, expected a space and a field", error)


def test_exit_status():
    good = lint("-", body=b"m v=1")
    check(good.returncode == 0 and documents(good)[0]["time_ns"] is None, good)
    check(lint("-", body=b"").returncode == 0)
    check(lint("-", body=b"m").returncode == 1)
    for arguments, word in ((["--precision", "d", "-"], b"ns, u, us"), ([], b"FILE"),
                            (["a", "b"], b"'b'"), (["--wrong", "-"], b"--wrong")):
        run = lint(*arguments)
        check(run.returncode == 2 and word in run.stderr and run.stderr.count(b"\n") == 1, run)
    for name in ("/nowhere/at/all", "/"):
        run = lint(name)
        check(run.returncode == 1 and name.encode() in run.stderr, run)
        check(run.stderr.count(b"\n") == 1 and run.stdout == b"", run)


def test_precision():
    run = lint("--precision", "s", "-", body=b"m v=1 -5")
    check(documents(run)[0]["time_ns"] == "-5000000000", run)


def test_standard():
    body = (b'case,hall=1,item=a,channel=post,event=apply id="1"\n'
            b'case,hall=1,item=a,channel=post,event=begin id="1"\n'
            b'cpu phone_of="13800138000"\n')
    check(lint("-", body=body).returncode == 0)
    run = lint("--standard", "--summary", "-", body=body)
    first, second, third = documents(run)
    check(run.returncode == 1 and first["measurement"] == "case", run)
    check(second["error"] == "invalid_tag" and second["line"] == 2, second)
    check("apply accept reject" in second["message"], second)
    check(third["error"] == "personal_data" and b"13800138000" not in run.stdout, third)
    check(run.stderr.startswith(b"1 points, 2 errors\n"), run.stderr)
    check(lint("--standard", "-", body=body).stderr == b"")


def test_columns():
    """Where the mistake is: the value that is wrong, or where what is missing would stand."""
    head = 'case,hall=1,item=a\\,b,channel=post,event='
    for line, error, at in ((head + 'begin id="1"', "invalid_tag", "begin"),
                            ('ticket,hall=1,event=take id="1"', "missing_tag", ' id="1"'),
                            (head + 'apply promise=1i,promise_unit="day" 5', "missing_field", " 5"),
                            (head + 'apply id="a=,1 \\"",promise="x",promise_unit="day"', "wrong_type", '"x"'),
                            (head + 'apply id="1",days=1i,days=-1i', "invalid_field", "-1i"),
                            (head + 'apply id="1",Phone="x"', "personal_data", "Phone"),
                            (head + 'apply id="1",a\\ b\\==1', "ok", ""),
                            (head + 'apply id="1",a\\ 13800138000=1', "personal_data", "a\\ 138"),
                            ("crowd,hall=h seq=1i", "missing_field", ""),
                            ("13800138000 v=1", "personal_data", "13800138000"),
                            ("action,kind=x v=1", "reserved_measurement", "action")):
        document = documents(lint("--standard", "-", body=line.encode()))[0]
        if error == "ok":
            check("error" not in document, document)
            continue
        column = line.rindex(at) + 1 if at else len(line) + 1
        check((document["error"], document["column"]) == (error, column), line, document, column)


def test_nobody_is_echoed():
    """A number of somebody, wherever it stands and however it is written, is refused and not shown."""
    refused = 0
    for number in ("13800138000", "138-0013-8000", "138 0013 8000", "138-00138000", "8613800138000",
                   "+86 138-0013-8000", "11010519491231002X", "110105194912310021"):
        name = number.replace(" ", "\\ ")
        lines = [f'ticket,hall=h,queue={name},event=take id="1"', f'ticket,hall={name},queue=q,event=take id="1"',
                 f'ticket,hall=h,queue=q,event=take id="{number}"', f'ticket,hall=h,queue=q,event=take id="1",x="{number}"',
                 f'{name},hall=h v=1', f'cpu,{name}=1 v=1', f'cpu {name}=1', f'cpu,a=b\\ {name} v=1',
                 f'ticket,hall=h,queue=q,event=take id="{number}', f'{name} v', f'cpu,{name} v=1',
                 f'action,kind="{name}" note="{number}"']
        if number.isdigit():
            lines += [f"ticket,hall=h,queue=q,event=take id=\"1\",x={number}i", f"cpu phone={number}u"]
        for line in lines:
            run = lint("--standard", "--summary", "-", body=(line + "\n").encode())
            check(run.returncode == 1, line, run)
            document = documents(run)[0]
            check("error" in document, line, document)
            for part in (number, name, number[-8:], number[:7]):
                check(part.encode() not in run.stdout + run.stderr, line, run)
            refused += 1
    check(refused > 90, refused)


def test_summary():
    now = time.time_ns()
    desk = 'ticket,hall=330106,queue=A,event=take id="{}",src="desk",seq={}i {}'
    body = "\n".join([desk.format("1", 1, now), desk.format("1", 1, now), desk.format("2", 5, now),
                      desk.format("3", 6, now + 10**13), desk.format("4", 7, now - 10**15),
                      'ticket,hall=330106,queue=A,event=jump id="5",src="desk",seq=4i',
                      'ticket,hall=330106,queue=A id="5"', "bad",
                      'window,hall=x1,window=2 state="open" 5', "cpu load=5", "cpu load=6", "mem v=1"])
    run = lint("--standard", "--summary", "-", body=body.encode())
    check(run.stderr.decode().split("\n") == [
        "9 points, 3 errors",
        "refused: invalid_tag 1, missing_fields 1, missing_tag 1",
        # Of 9 points and 3 refused or missing ones 8 are no repeats.
        "conformance: 66.67",
        "halls: 2, unregistered: 1",
        "feeds: 4",
        "  hall - src -: 3 lines, 1 refused, 0 repeats, 0 missing, 0 jumps of seq, conformance 75.00",
        "  hall 330106 src -: 0 lines, 1 refused, 0 repeats, 0 missing, 0 jumps of seq, conformance 0.00",
        "  hall 330106 src desk: 5 lines, 1 refused, 1 repeats, 3 missing, 0 jumps of seq, conformance 50.00",
        "  hall x1 (unregistered) src -: 1 lines, 0 refused, 0 repeats, 0 missing, 0 jumps of seq, conformance 100.00",
        "repeats: 1",
        "seq: 3 missing, 0 jumps",
        "times: 1 more than 120 s ahead (a daemon refuses them), 2 before yesterday (only cases and ratings still "
        "count), 3 without a time",
        "times: 1 before the year 2000: is --precision right?",
        "unknown measurements, kept: cpu 2, mem 1", ""], run.stderr.decode())
    empty = lint("--standard", "--summary", "-", body=b"")
    check(empty.returncode == 0 and b"conformance: none\n" in empty.stderr, empty)
    wrong = lint("--standard", "--summary", "--config", "/nowhere", "-", body=b"m v=1")
    check(wrong.returncode == 1 and b"/nowhere" in wrong.stderr, wrong)


def test_output_errors():
    with open("/dev/full", "wb") as full:
        run = subprocess.run([SHUZHID, "lint", "-"], input=b"m v=1\n", stdout=full,
                             stderr=subprocess.PIPE, timeout=60)
    check(run.returncode == 1 and b"cannot write" in run.stderr, run)
    with tempfile.TemporaryFile() as body:
        body.write(b"m v=1\n" * 100000)
        body.seek(0)
        reading, writing = os.pipe()
        os.close(reading)
        run = subprocess.run([SHUZHID, "lint", "-"], stdin=body, stdout=writing,
                             stderr=subprocess.PIPE, timeout=60)
        os.close(writing)
    check(run.returncode == 1 and b"cannot write" in run.stderr, run)


def peak_kib(name, out):
    """Exit status and peak memory of one run."""
    # Freed memory that the address sanitizer holds back is not the program's.
    sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    process = subprocess.Popen([SHUZHID, "lint", name], stdout=out,
                               env=dict(os.environ, ASAN_OPTIONS=sanitizer))
    _, wait_status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(wait_status)
    return process.returncode, usage.ru_maxrss


def test_memory():
    """Memory does not grow with the file, nor with one endless line."""
    with tempfile.TemporaryDirectory() as folder:
        cases = []
        for name, body, n_points, status in (
                ("little", b"m v=1\n", 1, 0),
                ("lines", b'm,t=a v=1,s="\n" 1700000000000000000\n' * 150000, 150000, 0),
                ("endless", b'm s="' + b"x\n" * 8000000 + b'"\nm v=1\n', 1, 1)):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(body)
            with open(os.path.join(folder, "out"), "wb+") as out:
                exit_status, peak = peak_kib(path, out)
                check(exit_status == status, name, exit_status)
                out.seek(0)
                check(sum(b'"measurement"' in line for line in out) == n_points, name)
            cases.append(peak)
        check(max(cases) < cases[0] + 16 * 1024, cases)


def test_single_bytes():
    """A feed that arrives in single bytes is read as one that comes at once."""
    body = '# c\nm,t=中 v=1,s="a\nb" 5\r\nbad\n'.encode()
    process = subprocess.Popen([SHUZHID, "lint", "-"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    for i in range(len(body)):
        process.stdin.write(body[i:i + 1])
        process.stdin.flush()
    out, _ = process.communicate(timeout=60)
    check(out == lint("-", body=body).stdout, out)


for test in (test_vectors, test_documents, test_exit_status, test_precision, test_standard,
             test_columns, test_nobody_is_echoed, test_summary,
             test_output_errors, test_memory, test_single_bytes):
    test()
    print("ok", test.__name__)
