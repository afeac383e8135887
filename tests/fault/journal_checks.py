"""What must hold for a journal whatever happened to the program that wrote it."""
import os
import subprocess
import tempfile

DRIVER = os.environ["JOURNAL_DRIVER"]
SHIM = os.environ["FAULT_SHIM"]


def scratch():
    """A folder in memory where there is one: the disk is not what is tested."""
    return tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def read(data):
    """The (thread, number) of every frame, in order; None when there is damage."""
    result = subprocess.run([DRIVER, "read", data], capture_output=True, text=True, timeout=60)
    frames, damage = [], []
    for line in result.stdout.splitlines():
        words = line.split()
        if words[0] == "frame":
            frames.append((int(words[1]), int(words[2]), int(words[3])))
        elif words[0] == "damage":
            damage.append(line)
    assert result.returncode == 0 and not damage, (result.returncode, damage)
    return frames


def acknowledged(output):
    """{(thread, number): batch} of the ack lines; a line that was cut by a kill does not count."""
    acks = {}
    for line in output.split("\n")[:-1]:
        words = line.split(" ")
        if words[0] == "ack":
            assert (words[1], words[2]) not in acks
            acks[int(words[1]), int(words[2])] = int(words[3])
    return acks


def check(data, acks):
    """Every acknowledged batch once and under its number, nothing twice, numbers without a gap."""
    frames = read(data)
    assert [batch for batch, _, _ in frames] == list(range(1, len(frames) + 1)), frames
    found = {(thread, number): batch for batch, thread, number in frames}
    assert len(found) == len(frames), "a batch is there twice"
    for key, batch in acks.items():
        assert found.get(key) == batch, (key, batch, found.get(key))
    return frames
