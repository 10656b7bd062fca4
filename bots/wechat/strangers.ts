import type { KnownIds } from "../../src/core/acquaintances.ts";
import type { ChatEvent, Sender } from "../../src/core/event.ts";

/**
 * Tells, after a login, which events need not wait until the groups are read. Whoever bears an id
 * that the house knows is who they were, and is heard at once; a stranger may be somebody known
 * under another id now. What follows a waiting event of the same person or about the same message
 * waits too, so that nobody's words change their order.
 */
export class Strangers {
  readonly #groups: Set<string>;
  readonly #people: Set<string>;
  readonly #waitingPeople = new Set<string>();
  readonly #waitingChats = new Set<string>();

  constructor(known: KnownIds) {
    this.#groups = new Set(known.groups);
    this.#people = new Set(known.people);
  }

  /** This group was read, and the house knows who these are. */
  met(group: string, people: ReadonlySet<string>): void {
    this.#groups.add(group);
    for (const id of people) this.#people.add(id);
  }

  /** Whatever waits is asked about once more, from the first on. */
  askedAnew(): void {
    this.#waitingPeople.clear();
    this.#waitingChats.clear();
  }

  /** Whether this event may go now; events are asked about in their order. */
  mayPass(event: ChatEvent): boolean {
    const people = peopleIn(event);
    const passes =
      this.#isKnownChat(event) &&
      people.every((id) => this.#people.has(id) && !this.#waitingPeople.has(id)) &&
      // without a person it is about what was said there before
      (people.length > 0 || !this.#waitingChats.has(event.chat.id));
    if (passes) return true;
    this.#waitingChats.add(event.chat.id);
    const author = authorOf(event);
    if (author) this.#waitingPeople.add(author.id);
    return false;
  }

  #isKnownChat({ chat }: ChatEvent): boolean {
    return chat.kind === "group" ? this.#groups.has(chat.id) : this.#people.has(chat.id);
  }
}

function authorOf(event: ChatEvent): Sender | null {
  if ("sender" in event) return event.sender;
  return "member" in event ? event.member : null;
}

/** Everybody an event speaks of: points and roles are given by mention and by quote. */
function peopleIn(event: ChatEvent): string[] {
  const mentioned = event.kind === "message" ? event.mentions.map(({ id }) => id) : [];
  const quoted = event.kind === "message" ? event.replyTo?.from?.id : undefined;
  const by = "by" in event ? event.by?.id : undefined;
  return [authorOf(event)?.id, by, quoted, ...mentioned].filter((id) => id !== undefined);
}
