import type { Chat, User } from "../../../bots/telegram/wire.ts";

/** A poll the bot has sent. */
export interface FakePoll {
  id: string;
  question: string;
  options: string[];
  type: "quiz" | "regular";
  right: number[];
  explanation: string;
  openPeriod: number | undefined;
  isClosed: boolean;
  /** who chose what */
  votes: Map<number, number[]>;
}

/** A message the bot has sent, as members see it now. */
export interface SentMessage {
  messageId: number;
  text: string;
  replyTo: number | undefined;
  threadId: number | undefined;
  buttons: { text: string; callback_data: string }[][];
  photo: Uint8Array | undefined;
  document?: { name: string; bytes: Uint8Array };
  poll?: FakePoll;
  /** the message this is a copy of */
  copyOf?: { chatId: number; messageId: number } | undefined;
  edited: boolean;
  deleted: boolean;
}

/** A chat the bot may know. */
export interface ChatState {
  chat: Chat;
  nextMessageId: number;
  /** why the bot may not write; null = it may */
  closed: { code: number; description: string; parameters?: Record<string, unknown> } | null;
  topics: Set<number>;
  /** ids that exist and can be answered, whoever wrote them */
  known: Set<number>;
  sent: Map<number, SentMessage>;
  /** how many are in it, the bot among them */
  people: number;
}

/** One call as the fake saw it. */
export interface CallRecord {
  method: string;
  params: Record<string, unknown>;
  /** milliseconds since 1970 */
  at: number;
  /** what the caller was told: an HTTP status, or that nothing came */
  answer: number | "silence" | "reset";
  description?: string;
  /** the call was done, whatever the caller was told */
  effect: boolean;
}

/** Everything the fake's Telegram knows. */
export interface State {
  me: User;
  chats: Map<number, ChatState>;
  /** files people have sent, by file_id */
  files: Map<string, { name: string; bytes: Uint8Array }>;
  /** presses that wait for an answer */
  presses: Set<string>;
  /** notices shown to people who pressed, by press */
  notices: Map<string, string>;
  webhook: { url: string; secret: string | undefined; connections: number } | null;
  /** menus by scope and language, as "all_group_chats:zh" */
  menus: Map<string, { command: string; description: string }[]>;
  now: () => number;
}

export function chatState(chat: Chat): ChatState {
  return { chat, nextMessageId: 1, closed: null, topics: new Set(), known: new Set(), sent: new Map(), people: 2 };
}

/** The next message id of a chat, marked as one that can be answered. */
export function newMessageId(state: ChatState): number {
  const id = state.nextMessageId;
  state.nextMessageId += 1;
  state.known.add(id);
  return id;
}
