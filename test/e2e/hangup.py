# Runs a program in a terminal of its own, closes the terminal when the program shows its prompt, and prints how it ended.
import os, pty, select, sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = b""
while b"ada> " not in shown:
    select.select([terminal], [], [])
    try:
        shown += os.read(terminal, 4096)
    except OSError:  # it ended before
        break
os.close(terminal)
_, status = os.waitpid(pid, 0)
print(f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}")
