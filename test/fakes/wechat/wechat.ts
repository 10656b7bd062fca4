import { Readable } from "node:stream";
import { messageTypes, type ContactPayload, type MessagePayload } from "../../../bots/wechat/wire.ts";
import { createPuppet, type Backend, type TestPuppet } from "./puppet.ts";

export interface FakePerson {
  name: string;
  /** our account's remark */
  remark?: string;
  /** the public WeChat id */
  handle?: string;
  /** 2 = official account */
  type?: number;
  isFriend?: true;
}

export interface FakeRoom {
  topic: string;
  people: FakePerson[];
  owner?: FakePerson;
  /** what people call themselves here */
  groupNames: Map<FakePerson, string>;
}

export interface SaidOptions {
  mention?: FakePerson[];
  type?: number;
  at?: number;
  /** sent as an attachment */
  file?: { name: string; bytes: Uint8Array };
}

/**
 * WeChat as one account sees it, with people and groups that stay the same while every id changes
 * at each login (`newIds`), as on the web protocol. What tests do here reaches whoever holds the puppet.
 */
export class FakeWechat {
  readonly bot: FakePerson = { name: "炉边" };
  readonly rooms: FakeRoom[] = [];
  readonly sent: { to: string; text: string; bytes?: Uint8Array }[] = [];
  readonly accepted: string[] = [];
  /** thrown by the next sends, one each */
  readonly failures: Error[] = [];
  /** what it does not take: pictures and files, or what is forwarded */
  readonly refuses = new Set<"file" | "forwards">();
  starts = 0;
  /** a login follows each start by itself */
  logsIn = true;
  puppet!: TestPuppet & { isDeaf: boolean };
  #session = 1;
  #count = 0;
  readonly #ids = new Map<FakePerson | FakeRoom, string>();
  readonly #things = new Map<string, FakePerson | FakeRoom>();
  readonly #messages = new Map<string, MessagePayload>();
  readonly #files = new Map<string, { name: string; bytes: Uint8Array }>();
  readonly #requests = new Map<string, { person: FakePerson; type: number }>();

  static async create(): Promise<FakeWechat> {
    const wechat = new FakeWechat();
    wechat.puppet = await createPuppet(wechat.#backend());
    return wechat;
  }

  room(topic: string, people: FakePerson[] = []): FakeRoom {
    const room: FakeRoom = { topic, people, groupNames: new Map() };
    this.rooms.push(room);
    return room;
  }

  /** The id of a person or group in this session. */
  id(thing: FakePerson | FakeRoom): string {
    const known = this.#ids.get(thing);
    if (known) return known;
    const sign = "people" in thing ? "@@" : thing === this.bot ? "@self" : "@";
    const id = `${sign}${this.#session}x${++this.#count}`;
    this.#ids.set(thing, id);
    this.#things.set(id, thing);
    return id;
  }

  /** Gives somebody an id that WeChat reserves. */
  knownAs(person: FakePerson, id: string): void {
    this.#ids.set(person, id);
    this.#things.set(id, person);
  }

  /** From now on everybody and every group has another id. */
  newIds(): void {
    this.#session++;
    this.#ids.clear();
  }

  scan(code: string): void {
    this.puppet.emit("scan", { status: 2, qrcode: code });
  }

  login(): void {
    this.puppet.login(this.id(this.bot));
    this.puppet.emit("ready", { data: "ready" });
  }

  async logout(reason = "logged out on the phone"): Promise<void> {
    await this.puppet.logout(reason);
  }

  says(person: FakePerson, room: FakeRoom | null, text: string, more: SaidOptions = {}): string {
    const id = `msg-${++this.#count}`;
    const mentionIdList = (more.mention ?? []).map((one) => this.id(one));
    this.#messages.set(id, {
      id,
      talkerId: this.id(person),
      ...(room ? { roomId: this.id(room), mentionIdList } : { listenerId: this.id(this.bot) }),
      text,
      timestamp: more.at ?? Date.now(),
      type: more.type ?? (more.file ? messageTypes.attachment : messageTypes.text),
      ...(more.file ? { filename: more.file.name } : {}),
    });
    if (more.file) this.#files.set(id, more.file);
    this.puppet.emit("message", { messageId: id });
    return id;
  }

  joins(room: FakeRoom, people: FakePerson[], by?: FakePerson): void {
    room.people.push(...people);
    const inviterId = by ? this.id(by) : "";
    const inviteeIdList = people.map((person) => this.id(person));
    this.puppet.emit("room-join", { inviteeIdList, inviterId, roomId: this.id(room), timestamp: Date.now() });
  }

  leaves(room: FakeRoom, person: FakePerson): void {
    room.people = room.people.filter((one) => one !== person);
    const ids = { removeeIdList: [this.id(person)], removerId: "", roomId: this.id(room) };
    this.puppet.emit("room-leave", { ...ids, timestamp: Date.now() });
  }

  renames(room: FakeRoom, topic: string, by: FakePerson): void {
    const told = { changerId: this.id(by), newTopic: topic, oldTopic: room.topic, roomId: this.id(room) };
    room.topic = topic;
    this.puppet.emit("room-topic", { ...told, timestamp: Date.now() });
  }

  /** Somebody asks to be a friend (2), or has become one (1). */
  befriends(person: FakePerson, type = 2): string {
    const id = `request-${++this.#count}`;
    this.#requests.set(id, { person, type });
    this.puppet.emit("friendship", { friendshipId: id });
    return id;
  }

  invites(person: FakePerson): string {
    const id = `invitation-${++this.#count}`;
    this.#requests.set(id, { person, type: 0 });
    this.puppet.emit("room-invite", { roomInvitationId: id });
    return id;
  }

  /** What a group or a person has read of the bot's, oldest first. */
  reads(thing: FakePerson | FakeRoom): string[] {
    const id = this.id(thing);
    return this.sent.filter(({ to }) => to === id).map(({ text }) => text);
  }

  #backend(): Backend {
    const request = (id: string) => this.#requests.get(id) ?? { person: this.bot, type: 0 };
    return {
      started: () => {
        this.starts++;
        if (this.logsIn) setImmediate(() => this.login());
      },
      contact: (id) => this.#contact(id),
      room: (id) => {
        const room = this.#room(id);
        const memberIdList = [...room.people, this.bot].map((person) => this.id(person));
        return {
          id,
          topic: room.topic,
          memberIdList,
          adminIdList: [],
          ...(room.owner ? { ownerId: this.id(room.owner) } : {}),
        };
      },
      roomMember: (roomId, id) => {
        const person = this.#things.get(id) as FakePerson;
        return { id, name: person.name, avatar: "", roomAlias: this.#room(roomId).groupNames.get(person) ?? "" };
      },
      rooms: () => this.rooms.map((room) => this.id(room)),
      message: (id) => {
        const message = this.#messages.get(id);
        if (!message) throw new Error(`there is no message ${id}`);
        return message;
      },
      file: (id) => {
        const file = this.#files.get(id);
        if (!file) throw new Error(`there is no file ${id}`);
        // as puppets that fetch it from a link: how large it is shows when it is read
        const { name, bytes } = file;
        const toStream = async () => Readable.from([Buffer.from(bytes)]); // what goes over gRPC
        return { name, size: -1, toBuffer: async () => Buffer.from(bytes), toStream };
      },
      friendship: (id) => ({ id, contactId: this.id(request(id).person), type: request(id).type, hello: "" }),
      invitation: (id) => ({ id, inviterId: this.id(request(id).person) }),
      accepted: (id) => void this.accepted.push(id),
      send: (to, what) => this.#send(to, what),
    };
  }

  #contact(id: string): ContactPayload & { gender: number; avatar: string; phone: string[] } {
    const person = this.#things.get(id);
    if (!person || "people" in person) throw new Error(`there is no contact ${id}`);
    const { name, remark, handle, type = 1, isFriend = false } = person;
    const shown = { id, name, type, friend: isFriend, gender: 0, avatar: "", phone: [] };
    return { ...shown, ...(remark ? { alias: remark } : {}), ...(handle ? { handle, weixin: handle } : {}) };
  }

  #room(id: string): FakeRoom {
    const room = this.#things.get(id);
    if (!room || !("people" in room)) throw new Error(`there is no group ${id}`);
    return room;
  }

  /** As on WeChat, voice messages are not forwarded. */
  #forwarded(id: string): string {
    const message = this.#messages.get(id);
    if (!message || message.type === messageTypes.audio) throw new Error(`message ${id} cannot be forwarded`);
    return id;
  }

  #send(to: string, what: Parameters<Backend["send"]>[1]): string {
    const failure = this.failures.shift();
    if (failure) throw failure;
    const refused = [...this.refuses].find((kind) => kind in what);
    if (refused) throw new Error(`this ${refused} is not taken`);
    if ("text" in what) this.sent.push({ to, text: what.text });
    else if ("file" in what) this.sent.push({ to, text: `[${what.file}]`, bytes: what.bytes });
    else this.sent.push({ to, text: `[forwards ${this.#forwarded(what.forwards)}]` });
    const id = `sent-${++this.#count}`;
    // our own words come back to us
    this.#messages.set(id, {
      id,
      talkerId: this.id(this.bot),
      roomId: to,
      text: "text" in what ? what.text : "",
      timestamp: Date.now(),
      type: messageTypes.text,
    });
    setImmediate(() => this.puppet.emit("message", { messageId: id }));
    return id;
  }
}
