import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that a machine gives to connections (from 32768 on Linux, 49152 elsewhere), above those of usual services. */
const [lowest, highest] = [20_000, 32_000];

/**
 * A port of 127.0.0.1 on which nobody listens, for a server that cannot choose one itself, or that comes back to its
 * own. No connection of another test is given it meanwhile, as one that was just free on port 0 may be.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
