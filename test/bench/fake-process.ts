import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CallRecord } from "../fakes/telegram/state.ts";

const serve = fileURLToPath(new URL("../fakes/telegram/serve.js", import.meta.url));

interface Record_ {
  next: number;
  calls: CallRecord[];
  confirmed: number;
  pending: number;
}

/** The fake Bot API in a process of its own, so that its work is not the bot's. */
export class FakeProcess {
  readonly url: string;
  readonly token: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child;
    this.url = url;
    this.token = token;
  }

  static async start(): Promise<FakeProcess> {
    const child = spawn(process.execPath, [serve], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, "line")) as [string];
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    return new FakeProcess(child, url, token);
  }

  async #control(method: "GET" | "POST", what: string, body?: unknown): Promise<unknown> {
    const more = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.url}/control/${what}`, { method, ...more });
    if (!response.ok) throw new Error(`the fake answered ${what} with ${response.status}`);
    return response.json();
  }

  async addChats(chats: readonly object[]): Promise<void> {
    await this.#control("POST", "chats", chats);
  }

  async give(updates: readonly object[]): Promise<void> {
    await this.#control("POST", "updates", updates);
  }

  /** Calls from the nth on, and how many updates are confirmed. */
  async record(from = Number.MAX_SAFE_INTEGER): Promise<Record_> {
    return (await this.#control("GET", `record?from=${from}`)) as Record_;
  }

  /** Resolves when so many updates in all are confirmed; false when it takes longer than `limitMs`. */
  async confirmed(count: number, limitMs: number): Promise<boolean> {
    const end = performance.now() + limitMs;
    for (;;) {
      if ((await this.record()).confirmed >= count) return true;
      if (performance.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}
