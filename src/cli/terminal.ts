import { isatty } from "node:tty";

/**
 * Where the terminal was closed this ends the program by the signal that said so. At an exit Node puts terminals
 * back as they were, and aborts with a dump when one is gone (ResetStdio in its src/node.cc).
 */
export function endWithTerminal(): void {
  const isGone = [process.stdin, process.stdout, process.stderr].some(({ isTTY, fd }) => isTTY && !isatty(fd));
  if (!isGone) return;
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}
