import type { Model, ModelRequest, ModelResult } from "../../src/llm/model.ts";

/** A model that says what a script says; keeps what it was asked. */
export class FakeModel implements Model {
  readonly asked: { system: string; user: string }[] = [];
  readonly provider = "tea-1, model.example";
  monthlyCap: number | null = null;
  /** what happens while it thinks */
  before: () => Promise<void> = () => Promise.resolve();
  readonly #script: (user: string) => unknown;

  constructor(script: (user: string) => unknown) {
    this.#script = script;
  }

  async ask<T>(request: ModelRequest<T>): Promise<ModelResult<T>> {
    this.asked.push({ system: request.system, user: request.user });
    await this.before();
    const usage = { tokensIn: 1000, tokensOut: 100 };
    const said = this.#script(request.user);
    const parsed = request.schema.safeParse(said);
    return parsed.success ? { ok: true, value: parsed.data, ...usage } : { ok: false, fault: "wrongForm", ...usage };
  }

  cost(): number {
    return 1000;
  }
}
