import { dayMs } from "../../src/core/time.ts";

/** Whose friendship requests and group invitations are accepted without a person's hand (WECHAT_ACCEPT). */
export type AcceptFrom = "none" | "members" | "all";

/**
 * Friends are accepted slowly, and never asked for: WeChat limits accounts that befriend many
 * (docs/wechat.md names the sources). Groups even less.
 */
const paces = {
  friend: { gapMs: 60_000, aDay: 20 },
  group: { gapMs: 10 * 60_000, aDay: 5 },
} as const;

export type RequestKind = keyof typeof paces;

interface Request {
  id: string;
  kind: RequestKind;
}

/** Requests beyond these wait on the phone, for a person. */
const waitingAtMost = 200;

/** Requests that may be accepted, one at a time at the pace of their kind. Pure but for what it remembers. */
export class Requests {
  readonly #waiting: Request[] = [];
  readonly #acceptedAt: Record<RequestKind, number[]> = { friend: [], group: [] };

  /** Takes a request that the rule allows; the others are left for a person. True when taken. */
  offer(request: Request, from: { isMember: boolean }, rule: AcceptFrom): boolean {
    const allowed = rule === "all" || (rule === "members" && from.isMember);
    if (!allowed || this.#waiting.length >= waitingAtMost) return false;
    if (!this.#waiting.some(({ id }) => id === request.id)) this.#waiting.push(request);
    return true;
  }

  /** The request whose turn has come, if any; it counts as accepted. */
  next(now: number): Request | null {
    const index = this.#waiting.findIndex(({ kind }) => this.#mayAccept(kind, now));
    const [request] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (!request) return null;
    this.#acceptedAt[request.kind].push(now);
    return request;
  }

  #mayAccept(kind: RequestKind, now: number): boolean {
    const { gapMs, aDay } = paces[kind];
    const lately = this.#acceptedAt[kind].filter((at) => now - at < dayMs);
    this.#acceptedAt[kind] = lately;
    return lately.length < aDay && now - (lately.at(-1) ?? -Infinity) >= gapMs;
  }
}
