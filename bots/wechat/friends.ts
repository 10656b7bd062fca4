import type { ChatEvent } from "../../src/core/event.ts";
import { dayMs } from "../../src/core/time.ts";
import { friendshipTypes, type Puppet } from "./wire.ts";

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

type RequestKind = keyof typeof paces;

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

export interface FriendsOptions {
  /** under which platform and account its events stand */
  key: { platform: string; account: string };
  rule: AcceptFrom;
  /** in ms since 1970 */
  now(): number;
  deliver(events: readonly ChatEvent[]): void;
  /** Says hello to somebody who has become a friend. */
  greet(chat: { id: string; kind: "private" }): Promise<void>;
}

/** Who asks to be a friend, and who invites into groups: accepted by the rule, in its time. */
export class Friends {
  readonly #options: FriendsOptions;
  readonly #requests = new Requests();

  constructor(options: FriendsOptions) {
    this.#options = options;
  }

  /** A request is offered; a friendship that stands is told, and greeted once. */
  async friendship(puppet: Puppet, id: string, isMember: (contact: string) => boolean): Promise<void> {
    const { key, rule, now, deliver, greet } = this.#options;
    const { type, contactId } = await puppet.friendshipPayload(id);
    if (type === friendshipTypes.receive) {
      this.#requests.offer({ id, kind: "friend" }, { isMember: isMember(contactId) }, rule);
    } else if (type === friendshipTypes.confirm) {
      const { name } = await puppet.contactPayload(contactId);
      const chat = { id: contactId, kind: "private", title: name } as const;
      deliver([{ ...key, chat, at: new Date(now()), kind: "botStatus", key: `friend:${id}`, status: "unblocked" }]);
      await greet(chat);
    }
  }

  async invited(puppet: Puppet, id: string, isMember: (contact: string) => boolean): Promise<void> {
    const { inviterId } = await puppet.roomInvitationPayload(id);
    this.#requests.offer({ id, kind: "group" }, { isMember: isMember(inviterId) }, this.#options.rule);
  }

  /** Accepts the one whose turn has come, if any. */
  async acceptNext(puppet: Puppet): Promise<void> {
    const next = this.#requests.next(this.#options.now());
    if (next) await (next.kind === "friend" ? puppet.friendshipAccept(next.id) : puppet.roomInvitationAccept(next.id));
  }
}
