import type { ServerResponse } from "node:http";
import { ApiError, integer, list, type Params } from "./params.ts";
import type { RawUpdate, UpdateQueue } from "./queue.ts";
import type { State } from "./state.ts";

/** Pause before a webhook that failed is tried again; Telegram's own grows to minutes. */
const RETRY_MS = 10;

interface Waiting {
  response: ServerResponse;
  limit: number;
  timer: NodeJS.Timeout;
}

/** Brings updates to the bot: to the one call that waits for them, or to its webhook. */
export class DeliveryRoom {
  /** getUpdates calls in all */
  polls = 0;
  private waiting: Waiting | null = null;
  private due = false;
  private posting = 0;
  private closed = false;
  private readonly queue: UpdateQueue;
  private readonly state: State;
  private readonly answer: (response: ServerResponse, result: unknown) => void;
  private readonly refuse: (response: ServerResponse, error: ApiError) => void;
  private readonly route: (url: string) => string;
  private readonly changed: () => void;

  constructor(parts: {
    queue: UpdateQueue;
    state: State;
    answer: (response: ServerResponse, result: unknown) => void;
    refuse: (response: ServerResponse, error: ApiError) => void;
    /** where a public webhook address really is */
    route: (url: string) => string;
    /** called when something was confirmed */
    changed: () => void;
  }) {
    this.queue = parts.queue;
    this.state = parts.state;
    this.answer = parts.answer;
    this.refuse = parts.refuse;
    this.route = parts.route;
    this.changed = parts.changed;
  }

  /** getUpdates: confirms, then answers at once if there is news, else when there is, or when time is up. */
  poll(params: Params, response: ServerResponse): void {
    this.polls += 1;
    if (this.state.webhook) {
      const what = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
      throw new ApiError(409, `Conflict: ${what}`);
    }
    this.endOlder();
    this.allow(params);
    this.queue.confirm(integer(params, "offset") ?? 0);
    const limit = Math.min(100, Math.max(1, integer(params, "limit") ?? 100));
    const timeoutS = integer(params, "timeout") ?? 0;
    const batch = this.queue.hasNews ? this.queue.batch(limit) : [];
    this.changed();
    if (batch.length > 0 || timeoutS === 0) return this.answer(response, batch);
    const timer = setTimeout(() => this.flush(), Math.min(timeoutS, 50) * 1000);
    this.waiting = { response, limit, timer };
    response.on("close", () => {
      if (this.waiting?.response === response) this.waiting = null;
      clearTimeout(timer);
    });
  }

  allow(params: Params): void {
    const names = list(params, "allowed_updates");
    if (names) this.queue.allowed = names.length === 0 ? null : new Set(names.map(String));
  }

  /** There is news. What is added in one go is answered in one batch. */
  news(): void {
    if (this.due) return;
    this.due = true;
    setImmediate(() => {
      this.due = false;
      if (this.state.webhook) this.post();
      else if (this.queue.hasNews) this.flush();
    });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.waiting?.timer);
  }

  private flush(): void {
    const waiting = this.waiting;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.waiting = null;
    this.answer(waiting.response, this.queue.batch(waiting.limit));
  }

  private endOlder(): void {
    const older = this.waiting;
    if (!older) return;
    clearTimeout(older.timer);
    this.waiting = null;
    const what = "terminated by other getUpdates request; make sure that only one bot instance is running";
    this.refuse(older.response, new ApiError(409, `Conflict: ${what}`));
  }

  private post(): void {
    while (this.state.webhook && this.posting < this.state.webhook.connections && this.queue.hasNews) {
      const update = this.queue.take();
      if (!update) return;
      if (!this.queue.isWanted(update)) continue;
      this.queue.confirmedCount -= 1;
      this.posting += 1;
      void this.deliver(update).finally(() => {
        this.posting -= 1;
        this.queue.confirmedCount += 1;
        this.changed();
        this.post();
      });
    }
  }

  /** updates on their way to the webhook */
  get inFlight(): number {
    return this.posting;
  }

  /** Posts until it is taken. */
  private async deliver(update: RawUpdate): Promise<void> {
    while (this.state.webhook && !this.closed) {
      const { url, secret } = this.state.webhook;
      const headers: Record<string, string> = { "content-type": "application/json" };
      if (secret !== undefined) headers["x-telegram-bot-api-secret-token"] = secret;
      const request = fetch(this.route(url), { method: "POST", headers, body: JSON.stringify(update) });
      const status = await request.then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      if (status >= 200 && status < 300) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
