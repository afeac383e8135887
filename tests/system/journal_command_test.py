"""shuzhid journal: the command line as people and programs meet it."""
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


def write_journal(data, frames, size=1 << 16):
    os.makedirs(os.path.join(data, "journal"), exist_ok=True)
    path = os.path.join(data, "journal", "%020d.szj" % 1)
    content = segment_header(1, size) + b"".join(frames)
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
        "segments": 1, "bytes": 65536, "line_bytes": 24, "batches": 2, "lines": 3, "first_batch": 1,
        "last_batch": 2, "first_received": "2026-03-02T00:00:00+08:00",
        "last_received": "2026-03-02T00:00:01.500+08:00", "tail_bytes": 0, "damages": 0,
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
