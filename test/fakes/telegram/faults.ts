/** What goes wrong with a call. */
export type FaultAction =
  /** Telegram's own "no": the call has no effect */
  | { kind: "refuse"; code: number; description: string; parameters?: Record<string, unknown> }
  /** 429; `retryAfter` in seconds, or as a server in disorder sends it: as text, or not at all */
  | { kind: "tooMany"; retryAfter?: number | string }
  /** a proxy's error page; `effect`: the call was done all the same */
  | { kind: "serverError"; code: 500 | 502 | 503 | 504; effect?: boolean }
  /** never an answer */
  | { kind: "silence"; effect?: boolean }
  /** done, but the answer comes byte by byte, one a second, without end */
  | { kind: "slowBody" }
  | { kind: "reset"; effect?: boolean }
  /** done, and answered with a page instead of JSON */
  | { kind: "notJson" };

export interface Fault {
  /** all methods but getUpdates when absent; "*" = really all */
  method?: string;
  chatId?: number;
  /** how often; null = until cleared; 1 when absent */
  times?: number | null;
  /** of the calls it fits, let so many pass first */
  after?: number;
  /** chance for each call it fits, 0–1; 1 when absent */
  rate?: number;
  action: FaultAction;
}

/** Common refusals in Telegram's own words. */
export const refusals = {
  unauthorized: { kind: "refuse", code: 401, description: "Unauthorized" },
  conflict: {
    kind: "refuse",
    code: 409,
    description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  },
  blocked: { kind: "refuse", code: 403, description: "Forbidden: bot was blocked by the user" },
  kicked: { kind: "refuse", code: 403, description: "Forbidden: bot was kicked from the supergroup chat" },
  chatNotFound: { kind: "refuse", code: 400, description: "Bad Request: chat not found" },
} as const satisfies Record<string, FaultAction>;

/** The faults in force, in the order they were added; the first that fits a call strikes. */
export class Faults {
  private list: (Fault & { left: number; skip: number })[] = [];
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  add(fault: Fault): void {
    const times = fault.times === undefined ? 1 : (fault.times ?? Infinity);
    this.list.push({ ...fault, left: times, skip: fault.after ?? 0 });
  }

  clear(): void {
    this.list = [];
  }

  strike(method: string, chatId: number | undefined): FaultAction | null {
    for (const fault of this.list) {
      if (!fits(fault, method, chatId)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      if (fault.rate !== undefined && this.random() >= fault.rate) continue;
      fault.left -= 1;
      if (fault.left <= 0) this.list = this.list.filter((other) => other !== fault);
      return fault.action;
    }
    return null;
  }
}

function fits(fault: Fault, method: string, chatId: number | undefined): boolean {
  const methodFits =
    fault.method === undefined ? method !== "getUpdates" : fault.method === "*" || fault.method === method;
  return methodFits && (fault.chatId === undefined || fault.chatId === chatId);
}
