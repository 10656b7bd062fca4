import type {
  ContactPayload,
  FriendshipPayload,
  MessagePayload,
  Puppet,
  PuppetEvents,
  ReceivedFile,
  RoomInvitationPayload,
  RoomMemberPayload,
  RoomPayload,
} from "../../../bots/wechat/wire.ts";

/** Where a puppet gets everything from: our fake of WeChat itself. */
export interface Backend {
  contact(id: string): ContactPayload;
  room(id: string): RoomPayload;
  roomMember(roomId: string, id: string): RoomMemberPayload;
  rooms(): string[];
  message(id: string): MessagePayload;
  file(id: string): ReceivedFile;
  friendship(id: string): FriendshipPayload;
  invitation(id: string): RoomInvitationPayload;
  send(
    conversationId: string,
    what: { text: string } | { file: string; bytes: Uint8Array } | { forwards: string },
  ): string;
  accepted(id: string): void;
  started(): void;
}

/** What tests call on a puppet beside what the adapter does. */
export interface TestPuppet extends Puppet {
  emit<E extends keyof PuppetEvents>(event: E, payload: PuppetEvents[E]): boolean;
  login(contactId: string): void;
  logout(reason?: string): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface MockBase {
  new (options?: object): TestPuppet;
}

/** Whether wechaty is installed here: it is optional, and tests of it skip without. */
export async function hasWechaty(): Promise<boolean> {
  const needed: string[] = ["wechaty", "wechaty-puppet-service", "wechaty-puppet-mock"];
  try {
    for (const name of needed) await import(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * wechaty's mock puppet, completed: it answers from our backend instead of making payloads up, sent
 * messages have ids, group members have names of their own, requests and invitations exist, and a
 * ding is answered at once (or not at all: `isDeaf`).
 */
export async function createPuppet(backend: Backend): Promise<TestPuppet & { isDeaf: boolean }> {
  const name: string = "wechaty-puppet-mock";
  const { PuppetMock } = (await import(name)) as { PuppetMock: MockBase };
  class CompleteMock extends PuppetMock {
    isDeaf = false;
    onStart = async () => backend.started();
    onStop = async () => {};
    override ding(data?: string) {
      if (!this.isDeaf) setImmediate(() => this.emit("dong", { data: data ?? "" }));
    }
    contactRawPayload = async (id: string) => backend.contact(id);
    roomRawPayload = async (id: string) => backend.room(id);
    roomMemberRawPayload = async (roomId: string, id: string) => backend.roomMember(roomId, id);
    roomMemberList = async (roomId: string) => backend.room(roomId).memberIdList;
    override roomList = async () => backend.rooms();
    messageRawPayload = async (id: string) => backend.message(id);
    override messageFile = async (id: string) => backend.file(id);
    friendshipRawPayload = async (id: string) => backend.friendship(id);
    roomInvitationRawPayload = async (id: string) => backend.invitation(id);
    override friendshipAccept = async (id: string) => backend.accepted(id);
    override roomInvitationAccept = async (id: string) => backend.accepted(id);
    override messageSendText = async (to: string, text: string) => backend.send(to, { text });
    override messageForward = async (to: string, id: string) => backend.send(to, { forwards: id });
    override messageSendFile = async (to: string, file: object) => {
      const { name, toBuffer } = file as ReceivedFile;
      return backend.send(to, { file: name, bytes: await toBuffer.call(file) });
    };
  }
  return new CompleteMock();
}
