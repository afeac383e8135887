"""shuzhid journal: the command line as people and programs meet it."""
import hashlib
import json
import os
import re
import struct
import subprocess
import tempfile

SHUZHID = os.environ["SHUZHID"]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def segment_header(first, size):
    head = b"\xf5SZJRNL\n" + struct.pack("<IIQQq", 1, 0, first, size, 0) + bytes(range(16)) + bytes(8)
    return head[:12] + struct.pack("<I", crc32c(head)) + head[16:]


def frame(batch, lines, kind=2, name=b"halls", ns=0):
    """Written from the table in journal_format.h alone."""
    payload = name + lines
    head = b"\xf5SZf" + struct.pack("<IQqIBBH", len(payload), batch, ns, lines.count(b"\n"), kind, len(name), 0)
    body = head + struct.pack("<I", crc32c(head)) + payload
    body += bytes(-len(body) % 8)
    return body + struct.pack("<I", crc32c(body)) + b"\xe7\xc3\x99\x7e"


def write_journal(data, frames, size=1 << 16, first=1):
    os.makedirs(os.path.join(data, "journal"), exist_ok=True)
    path = os.path.join(data, "journal", "%020d.szj" % first)
    content = segment_header(first, size) + b"".join(frames)
    with open(path, "wb") as file:
        file.write(content + bytes(size - len(content)))
    return path


def run(*arguments, **options):
    return subprocess.run([SHUZHID, "journal", *arguments], capture_output=True, timeout=60, **options)


def expect(result, status, out=None, err=b""):
    assert result.returncode == status, result
    assert out is None or re.fullmatch(out, result.stdout, re.S), result
    assert re.fullmatch(err, result.stderr, re.S), result


def test_usage(data):
    expect(run(), 2, b"", b"shuzhid journal: missing argument: [^\n]*\n")
    expect(run("dance", "--data", data), 2, b"", b"shuzhid journal: unknown argument: 'dance'[^\n]*\n")
    expect(run("cat"), 2, b"", b"shuzhid journal: missing option: --data DIR[^\n]*\n")
    expect(run("cat", "more", "--data", data), 2, b"", b"[^\n]*unexpected argument: 'more'[^\n]*\n")
    expect(run("stat", "--meta", "--data", data), 2, b"", b"[^\n]*--meta[^\n]*\n")
    for action in ("cat", "verify", "stat"):
        expect(run(action, "--data", data), 1, b"", b"shuzhid journal: no journal: [^\n]*\n")


def test_good(data):
    frames = [
        frame(1, b"a b=1 1\n", ns=1772380800000000000),
        frame(2, b"c d=2 2\ne f=3 3\n", kind=4, name="西湖 \\ x\n".encode(), ns=1772380801500000000),
    ]
    write_journal(data, frames)
    expect(run("cat", "--data", data), 0, b"a b=1 1\nc d=2 2\ne f=3 3\n")
    meta = run("cat", "--meta", "--data", data)
    assert meta.stdout.decode() == (
        "# 1.1 rcv=2026-03-02T00:00:00+08:00 source=token:halls\na b=1 1\n"
        "# 2.1 rcv=2026-03-02T00:00:01.500+08:00 source=import:西湖 \\x5c x\\x0a\nc d=2 2\n"
        "# 2.2 rcv=2026-03-02T00:00:01.500+08:00 source=import:西湖 \\x5c x\\x0a\ne f=3 3\n"), meta
    expect(run("verify", "--data", data), 0, b"good: 2 batches, 3 lines, 0 faults\n")
    stat = run("stat", "--data", data)
    expect(stat, 0)
    assert json.loads(stat.stdout) == {
        "segments": 1, "bytes": 65536, "line_bytes": 24, "batches": 2, "lines": 3, "dropped": 0, "first_batch": 1,
        "last_batch": 2, "first_received": "2026-03-02T00:00:00+08:00",
        "last_received": "2026-03-02T00:00:01.500+08:00", "tail_bytes": 0, "damages": 0,
        "actions": 0, "action_head": None,
        "by_source": {"token": {"batches": 1, "lines": 1}, "import": {"batches": 1, "lines": 2}}}, stat


def test_tail_is_no_fault(data):
    write_journal(data, [frame(1, b"a b=1 1\n"), frame(2, b"c d=2 2\n")[:-3]])
    expect(run("verify", "--data", data), 0, b"tail: 61 bytes [^\n]*\ngood: 1 batches, 1 lines, 0 faults\n")
    expect(run("cat", "--data", data), 0, b"a b=1 1\n")
    assert json.loads(run("stat", "--data", data).stdout)["tail_bytes"] == 61


def test_damage_is_a_fault(data):
    frames = [frame(n, b"a b=%d 1\n" % n) for n in range(1, 4)]
    path = write_journal(data, frames)
    with open(path, "r+b") as file:
        file.seek(64 + len(frames[0]) + 45)
        file.write(b"!")
    where = b"%020d.szj: offset %d: " % (1, 64 + len(frames[0]))
    expect(run("verify", "--data", data), 1,
           b"damage: " + where + b"batch 2: frame with a bad checksum [^\n]*\n"
           b"damage: [^\n]*gap: batches 2..2 are missing\ndamaged: 2 batches, 2 lines, 2 faults\n")
    expect(run("cat", "--data", data), 1, b"a b=1 1\na b=3 1\n", b"(shuzhid journal: damage: [^\n]*\n){2}")


def chain(n, after=""):
    """Action lines, each with the hash of the one before."""
    lines = []
    for i in range(n):
        lines.append('action,kind=dance prev="%s",step=%di %d' % (after, i, i))
        after = hashlib.sha256(lines[-1].encode()).hexdigest()
    return [line.encode() + b"\n" for line in lines], after


def decided(batch, *lines, kind=1):
    return frame(batch, b"".join(lines), kind=kind, name=b"")


def test_a_chain_over_segments(data):
    (one, two, three, four), head = chain(4)
    # What stands in a string is no action line.
    trap = b'x v="\naction,kind=dance prev=" 1\n'
    write_journal(data, [frame(1, b"a b=1 1\n"), decided(2, one), frame(3, trap), decided(4, b"a b=1 1\n", two, trap)])
    write_journal(data, [decided(5, three), frame(6, b"a b=2 2\n"), decided(7, four)], first=5)
    expect(run("verify", "--data", data), 0, b"good: 7 batches, [0-9]+ lines, 0 faults\n")
    stat = json.loads(run("stat", "--data", data).stdout)
    assert (stat["actions"], stat["action_head"]) == (4, head), stat


def test_a_broken_chain_is_a_fault(data):
    (one, two, three, four), _ = chain(4)
    broken = b"damage: %s: the chain of action lines is broken: [^\n]*\n"
    for frames, places in [
            ([decided(1, one), decided(2, three)], [b"2.1"]),
            ([decided(1, two)], [b"1.1"]),
            ([decided(1, one, b"a b=1 1\n", three.replace(b"2i", b"9i"), four)], [b"1.3", b"1.4"]),
            ([decided(1, one), decided(2, two.replace(b"1i", b"8i")), decided(3, three), decided(4, four)], [b"3.1"]),
            ([decided(1, one), decided(2, two[:-3] + b'"\n'), decided(3, three)], [b"2.1", b"3.1"]),
            ([decided(1, one), decided(2, b"action,kind=dance step=1i 1\n")], [b"2.1"]),
            ([decided(1, one), decided(2, two, kind=2)], [b"2.1"])]:
        write_journal(data, frames)
        expect(run("verify", "--data", data), 1,
               b"".join(broken % re.escape(place) for place in places) +
               b"damaged: [0-9]+ batches, [0-9]+ lines, %d faults\n" % len(places))


def test_newer_version(data):
    path = write_journal(data, [frame(1, b"a b=1 1\n")])
    with open(path, "r+b") as file:
        file.seek(8)
        file.write(b"\x07")
    for action in ("cat", "verify", "stat"):
        expect(run(action, "--data", data), 1, b"", b"[^\n]*version 7[^\n]*\n")


def test_closed_pipe(data):
    write_journal(data, [frame(n, b"a b=%d 1\n" % n * 1000) for n in range(1, 200)], 1 << 22)
    for arguments in (("cat",), ("cat", "--meta")):
        process = subprocess.Popen([SHUZHID, "journal", *arguments, "--data", data],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert process.wait(60) == 0 and errors == b"", (process.returncode, errors)


def test_full_output(data):
    write_journal(data, [frame(1, b"a b=1 1\n")])
    with open("/dev/full", "wb") as full:
        for action in ("cat", "verify", "stat"):
            result = subprocess.run([SHUZHID, "journal", action, "--data", data], stdout=full,
                                    stderr=subprocess.PIPE, timeout=60)
            assert result.returncode == 1 and b"No space" in result.stderr, result


for name, test in sorted(globals().items()):
    if name.startswith("test_"):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
            print("ok", name)
