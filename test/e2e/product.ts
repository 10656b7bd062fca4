import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The program that people run. */
export const main = fileURLToPath(new URL("../../dist/program/main.js", import.meta.url));

/** The compiled product as a process of its own. */
export class Product {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #exited: Promise<number | null>;

  constructor(args: string[], env: Record<string, string>) {
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, [main, ...args], {
      env: { ...(PATH ? { PATH } : {}), ...(HOME ? { HOME } : {}), HEARTH_WEB: "off", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#exited = once(this.child, "exit").then(([code]) => code as number | null);
  }

  /** Resolves when the ready line is printed; rejects when the product ends before. */
  async ready(): Promise<void> {
    const printed = new Promise<void>((resolve) => {
      const look = () => /^(?:ready: |就绪：)/mu.test(this.stdout) && resolve();
      this.child.stdout?.on("data", look);
      look();
    });
    const ended = this.#exited.then((code) => {
      throw new Error(`it ended with ${code} before it was ready: ${this.stderr}`);
    });
    await Promise.race([printed, ended]);
  }

  /** Its exit code, once it has ended. */
  exit(): Promise<number | null> {
    return this.#exited;
  }

  async stop(): Promise<number | null> {
    this.child.kill("SIGTERM");
    return this.exit();
  }
}
