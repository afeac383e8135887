"""Kills the program that writes, fills its disk, and starts two of it."""
import os
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(__file__))
from journal_checks import DRIVER, acknowledged, check, read, scratch  # noqa: E402

KILLS = int(os.environ.get("JOURNAL_KILLS", "50"))


def test_kill_at_any_instant():
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    print("seed", seed)
    with scratch() as data:
        acks, first = {}, 1
        for i in range(KILLS):
            process = subprocess.Popen([DRIVER, "run", data, str(first), "100000"],
                                       stdout=subprocess.PIPE, text=True)
            seen = process.stdout.readline()  # "open": from here on anything may be going on
            assert seen == "open\n", seen
            # Not waiting for anything: the instant of the kill is what is tried.
            time.sleep(dice.random() * 0.03)
            process.kill()
            output = process.stdout.read()
            process.stdout.close()
            process.wait()
            acks.update(acknowledged(output))
            frames = check(data, acks)
            unacknowledged = len(frames) - len(acks)
            assert unacknowledged <= 4 * (i + 1), unacknowledged  # at most what was under way
            first += 100000
        after = subprocess.run([DRIVER, "run", data, str(first), "20"], capture_output=True, text=True,
                               timeout=60)
        acks.update(acknowledged(after.stdout))
        frames = check(data, acks)
        print(f"{KILLS} kills: {len(acks)} acknowledged, {len(frames)} there")
        verify = subprocess.run([os.environ["SHUZHID"], "journal", "verify", "--data", data],
                                capture_output=True, text=True, timeout=120)
        assert verify.returncode == 0 and f"good: {len(frames)} batches" in verify.stdout, verify


class Server:
    def __init__(self, data):
        self.process = subprocess.Popen([DRIVER, "serve", data], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.first = self.process.stdout.readline()

    def append(self, number):
        self.process.stdin.write(f"append 0 {number}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def stop(self):
        self.process.stdin.close()
        status = self.process.wait(30)
        self.process.stdout.close()
        return status


def test_second_process_is_refused():
    with scratch() as data:
        server = Server(data)
        assert server.first == "open\n"
        second = Server(data)
        assert "in use" in second.first and data in second.first, second.first
        assert second.stop() == 3
        acks = acknowledged(server.append(1))
        assert server.stop() == 0
        check(data, acks)


def test_full_disk():
    """A real one, where this may be mounted."""
    with tempfile.TemporaryDirectory() as folder:
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder],
                               capture_output=True, text=True)
        if mount.returncode != 0:
            print("skipped: cannot mount:", mount.stderr.strip())
            return
        try:
            fill_and_empty(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def fill_and_empty(folder):
    data, ballast = os.path.join(folder, "data"), os.path.join(folder, "ballast")
    with open(ballast, "wb") as file:
        file.write(bytes(130 << 10))
    server = Server(data)
    acks, number, refused = {}, 0, 0
    while refused < 5:  # every refusal is a try that finds the disk full
        number += 1
        answer = server.append(number)
        acks.update(acknowledged(answer))
        refused += answer.startswith("err ")
        assert answer.startswith("ack ") or "No space left on device" in answer, answer
    assert len(acks) > 10
    assert len(read(data)) == len(acks)
    os.unlink(ballast)
    for number in range(number + 1, number + 10):
        answer = server.append(number)
        assert answer.startswith("ack "), answer
        acks.update(acknowledged(answer))
    assert server.stop() == 0
    frames = check(data, acks)
    assert len(frames) == len(acks)
    print(f"full disk: {len(acks)} acknowledged, {refused} refused")


for name, test in sorted(globals().items()):
    if name.startswith("test_"):
        test()
        print("ok", name)
