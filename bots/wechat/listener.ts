import type { ChatEvent } from "../../src/core/event.ts";
import { dateOf, decodeMessage, decodePassage, decodeTopic, type Around, type Self } from "./decode.ts";
import type { Arrival } from "./order.ts";
import {
  messageTypes,
  type ContactPayload,
  type MessagePayload,
  type Puppet,
  type RoomJoin,
  type RoomLeave,
  type RoomTopic,
} from "./wire.ts";

type Person = Pick<ContactPayload, "id" | "name" | "type">;

/** Fetches what belongs to what a puppet tells, and decodes it. Holds nothing but what we are called where. */
export class Reader {
  readonly #puppet: Puppet;
  readonly #self: () => Promise<Self>;
  readonly #ownAliases = new Map<string, Promise<string | undefined>>();

  constructor(puppet: Puppet, self: () => Promise<Self>) {
    this.#puppet = puppet;
    this.#self = self;
  }

  /** A message's payload, once the puppet has it. */
  payload(id: string): Promise<MessagePayload> {
    return this.#puppet.messagePayload(id);
  }

  async message(payload: MessagePayload): Promise<Arrival<ChatEvent[]> | null> {
    const self = await this.#self();
    if (payload.talkerId === self.id) return null;
    const event = decodeMessage(payload, await this.#around(payload, self), self);
    return event && { at: event.at.getTime(), value: [event] };
  }

  join(told: RoomJoin): Promise<Arrival<ChatEvent[]>> {
    return this.#passage("join", told, told.inviteeIdList, told.inviterId);
  }

  leave(told: RoomLeave): Promise<Arrival<ChatEvent[]>> {
    return this.#passage("leave", told, told.removeeIdList, told.removerId);
  }

  async topic(told: RoomTopic): Promise<Arrival<ChatEvent[]>> {
    const event = decodeTopic(told, await this.#self());
    return { at: event.at.getTime(), value: [event] };
  }

  /** What we are called in groups may have changed. */
  forgetAliases(): void {
    this.#ownAliases.clear();
  }

  async #passage(kind: "join" | "leave", told: RoomJoin | RoomLeave, ids: readonly string[], byId: string) {
    const self = await this.#self();
    const [people, by, room] = await Promise.all([
      Promise.all(ids.map((id) => this.#person(id))),
      byId ? this.#person(byId) : null,
      this.#puppet.roomPayload(told.roomId).catch(() => ({ topic: "" })),
    ]);
    return { at: dateOf(told.timestamp).getTime(), value: decodePassage(kind, told, people, by, room.topic, self) };
  }

  async #around(payload: MessagePayload, self: Self): Promise<Around> {
    const { roomId, mentionIdList = [] } = payload;
    const [talker, room, mentioned, ownAlias] = await Promise.all([
      this.#person(payload.talkerId),
      roomId ? this.#puppet.roomPayload(roomId) : null,
      Promise.all(mentionIdList.map((id) => this.#person(id))),
      // only a text that mentions somebody can mean us
      roomId && payload.type === messageTypes.text && payload.text?.includes("@")
        ? this.#ownAlias(roomId, self)
        : undefined,
    ]);
    return {
      talker,
      room: room && { id: room.id, topic: room.topic },
      mentioned: mentioned.map(({ id, name }) => ({ id, name })),
      ...(ownAlias === undefined ? {} : { ownAlias }),
    };
  }

  /** Whoever cannot be looked up is still somebody: the id alone counts their words. */
  #person(id: string): Promise<Person> {
    return this.#puppet.contactPayload(id).catch(() => ({ id, name: "", type: 0 }));
  }

  #ownAlias(roomId: string, self: Self): Promise<string | undefined> {
    const known = this.#ownAliases.get(roomId);
    if (known) return known;
    const asked = this.#puppet.roomMemberPayload(roomId, self.id).then(
      ({ roomAlias }) => (roomAlias === "" ? undefined : roomAlias),
      () => undefined,
    );
    this.#ownAliases.set(roomId, asked);
    return asked;
  }
}
