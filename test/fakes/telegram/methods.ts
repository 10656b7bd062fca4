import type { Limits } from "./limits.ts";
import { ApiError, badRequest, integer, list, object, onlyKnown, type Params, string, type Upload } from "./params.ts";
import { closedBy, pollAsObject, readPoll } from "./polls.ts";
import { type ChatState, type FakePoll, newMessageId, type SentMessage, type State } from "./state.ts";

type Method = (params: Params, state: State, limits: Limits) => unknown;

/** The methods that change nothing but the state; getUpdates lives in the server. */
export const methods: Record<string, Method> = {
  getMe: (params, state) => {
    onlyKnown(params, []);
    return state.me;
  },
  sendMessage,
  sendPhoto,
  sendDocument,
  copyMessage,
  sendPoll,
  stopPoll,
  getFile,
  editMessageText,
  deleteMessage,
  pinChatMessage: (params, state) => pinned(params, state, ["disable_notification"]),
  unpinChatMessage: (params, state) => pinned(params, state, []),
  answerCallbackQuery,
  setWebhook,
  deleteWebhook: (params, state) => {
    onlyKnown(params, ["drop_pending_updates"]);
    state.webhook = null;
    return true;
  },
  getWebhookInfo: (_params, state) => ({
    url: state.webhook?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: 0,
  }),
  setMyCommands,
  getChatMemberCount: (params, state) => {
    onlyKnown(params, ["chat_id"]);
    return openChat(params, state).people;
  },
};

const sendFields = [
  "chat_id",
  "message_thread_id",
  "reply_parameters",
  "reply_markup",
  "disable_notification",
  "link_preview_options",
];

function sendMessage(params: Params, state: State, limits: Limits): unknown {
  onlyKnown(params, [...sendFields, "text"]);
  const chat = openChat(params, state);
  const text = messageText(params);
  return post(chat, { text, photo: undefined }, params, state, limits);
}

function sendPhoto(params: Params, state: State, limits: Limits): unknown {
  onlyKnown(params, [...sendFields, "photo", "caption"]);
  const chat = openChat(params, state);
  const photo = params.photo as Upload | undefined;
  if (!photo?.bytes) throw badRequest("there is no photo in the request");
  if (Buffer.from(photo.bytes).subarray(1, 4).toString("latin1") !== "PNG") throw badRequest("IMAGE_PROCESS_FAILED");
  const caption = string(params, "caption") ?? "";
  if (caption.length > 1024) throw badRequest("message caption is too long");
  return post(chat, { text: caption, photo: photo.bytes }, params, state, limits);
}

function sendDocument(params: Params, state: State, limits: Limits): unknown {
  onlyKnown(params, [...sendFields, "document", "caption"]);
  const chat = openChat(params, state);
  const document = params.document as Upload | undefined;
  if (!document?.bytes) throw badRequest("there is no document in the request");
  if (document.bytes.length === 0) throw badRequest("file must be non-empty");
  const caption = string(params, "caption") ?? "";
  if (caption.length > 1024) throw badRequest("message caption is too long");
  return post(chat, { text: caption, photo: undefined, document }, params, state, limits);
}

/** A copy of somebody's message; without a caption of its own it keeps that of the original. */
function copyMessage(params: Params, state: State, limits: Limits): unknown {
  onlyKnown(params, [...sendFields, "from_chat_id", "message_id", "caption"]);
  const chat = openChat(params, state);
  const source = state.chats.get(integer(params, "from_chat_id") ?? 0);
  // what was said in a group before it became a supergroup can still be read
  const isUpgraded = source?.closed?.parameters?.migrate_to_chat_id !== undefined;
  const from = isUpgraded ? source : openChat({ chat_id: params.from_chat_id }, state);
  const id = integer(params, "message_id") ?? 0;
  if (!from.known.has(id)) throw badRequest("message to copy not found");
  const caption = string(params, "caption");
  if ((caption?.length ?? 0) > 1024) throw badRequest("message caption is too long");
  const copyOf = { chatId: from.chat.id, messageId: id };
  const sent = post(chat, { text: caption ?? "", photo: undefined, copyOf }, params, state, limits);
  return { message_id: (sent as { message_id: number }).message_id };
}

function sendPoll(params: Params, state: State, limits: Limits): unknown {
  const poll = readPoll(params, sendFields);
  return post(openChat(params, state), { text: "", photo: undefined, poll }, params, state, limits);
}

function stopPoll(params: Params, state: State): unknown {
  onlyKnown(params, ["chat_id", "message_id", "reply_markup"]);
  const { poll } = own(params, openChat(params, state), "edit");
  if (!poll) throw badRequest("message with poll to stop not found");
  return closedBy(poll);
}

function post(
  chat: ChatState,
  content: {
    text: string;
    photo: Uint8Array | undefined;
    document?: Upload;
    poll?: FakePoll;
    copyOf?: SentMessage["copyOf"];
  },
  params: Params,
  state: State,
  limits: Limits,
): unknown {
  const threadId = topic(params, chat);
  const replyTo = answered(params, chat);
  const buttons = keyboard(params);
  const wait = limits.take(chat.chat.id, chat.chat.type !== "private", state.now());
  if (wait > 0) throw new ApiError(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait });
  const messageId = newMessageId(chat);
  const message = { messageId, ...content, replyTo, threadId, buttons, edited: false, deleted: false };
  chat.sent.set(messageId, message);
  return asMessage(message, chat, state);
}

function asMessage(message: SentMessage, chat: ChatState, state: State): unknown {
  const date = Math.floor(state.now() / 1000);
  return {
    message_id: message.messageId,
    from: state.me,
    chat: chat.chat,
    date,
    ...(message.poll ? { poll: pollAsObject(message.poll) } : { text: message.text }),
    ...(message.threadId === undefined ? {} : { message_thread_id: message.threadId, is_topic_message: true }),
  };
}

/** Where a file lies that somebody sent; Telegram gives bots files up to 20 MB. */
function getFile(params: Params, state: State): unknown {
  onlyKnown(params, ["file_id"]);
  const id = string(params, "file_id") ?? "";
  const file = state.files.get(id);
  if (!file) throw badRequest("invalid file_id");
  if (file.bytes.length > 20_000_000) throw badRequest("file is too big");
  const found = { file_id: id, file_unique_id: `u${id}`, file_size: file.bytes.length };
  return { ...found, file_path: `documents/${id}` };
}

function editMessageText(params: Params, state: State): unknown {
  onlyKnown(params, ["chat_id", "message_id", "text", "reply_markup", "link_preview_options"]);
  const chat = openChat(params, state);
  const text = messageText(params);
  const message = own(params, chat, "edit");
  if (message.photo) throw badRequest("there is no text in the message to edit");
  const buttons = keyboard(params);
  if (message.text === text && JSON.stringify(message.buttons) === JSON.stringify(buttons)) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  }
  Object.assign(message, { text, buttons, edited: true });
  return asMessage(message, chat, state);
}

function deleteMessage(params: Params, state: State): unknown {
  onlyKnown(params, ["chat_id", "message_id"]);
  own(params, openChat(params, state), "delete").deleted = true;
  return true;
}

/** Only what was asked for counts: `callsTo` has it. */
function pinned(params: Params, state: State, more: string[]): true {
  onlyKnown(params, ["chat_id", "message_id", ...more]);
  own(params, openChat(params, state), "edit");
  return true;
}

function own(params: Params, chat: ChatState, to: "edit" | "delete"): SentMessage {
  const id = integer(params, "message_id");
  if (id === undefined) throw badRequest("message identifier is not specified");
  const message = chat.sent.get(id);
  if (message && !message.deleted) return message;
  throw badRequest(
    chat.known.has(id) && !message
      ? `message can't be ${to === "edit" ? "edited" : "deleted"}`
      : `message to ${to} not found`,
  );
}

function answerCallbackQuery(params: Params, state: State): unknown {
  onlyKnown(params, ["callback_query_id", "text", "show_alert"]);
  const id = string(params, "callback_query_id");
  const text = string(params, "text") ?? "";
  if (text.length > 200) throw badRequest("MESSAGE_TOO_LONG");
  if (id === undefined || !state.presses.delete(id)) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  state.notices.set(id, text);
  return true;
}

function setWebhook(params: Params, state: State): unknown {
  onlyKnown(params, ["url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates"]);
  const url = string(params, "url") ?? "";
  const secret = string(params, "secret_token");
  if (!url.startsWith("https://")) throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) {
    throw badRequest("secret token contains unallowed characters");
  }
  state.webhook = { url, secret, connections: integer(params, "max_connections") ?? 40 };
  return true;
}

function setMyCommands(params: Params, state: State): unknown {
  onlyKnown(params, ["commands", "scope", "language_code"]);
  const commands = (list(params, "commands") ?? []) as { command: string; description: string }[];
  for (const { command, description } of commands) {
    if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
    if (description.length < 1 || description.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  if (commands.length > 100) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  const scope = object(params, "scope", "bot command scope")?.type ?? "default";
  state.menus.set(`${scope as string}:${string(params, "language_code") ?? ""}`, commands);
  return true;
}

function openChat(params: Params, state: State): ChatState {
  if (params.chat_id === undefined || params.chat_id === "") throw badRequest("chat_id is empty");
  const id = integer(params, "chat_id");
  const chat = id === undefined ? undefined : state.chats.get(id);
  if (!chat) throw badRequest("chat not found");
  if (chat.closed) throw new ApiError(chat.closed.code, chat.closed.description, chat.closed.parameters);
  return chat;
}

function messageText(params: Params): string {
  const text = string(params, "text")?.trim() ?? "";
  if (text === "") throw badRequest("message text is empty");
  if (text.length > 4096) throw badRequest("message is too long");
  return text;
}

function topic(params: Params, chat: ChatState): number | undefined {
  const thread = integer(params, "message_thread_id");
  if (thread !== undefined && !chat.topics.has(thread)) throw badRequest("message thread not found");
  return thread;
}

function answered(params: Params, chat: ChatState): number | undefined {
  const reply = object(params, "reply_parameters", "reply parameters");
  if (!reply) return undefined;
  onlyKnown(reply, ["message_id", "allow_sending_without_reply"]);
  const id = integer(reply, "message_id");
  if (id !== undefined && chat.known.has(id)) return id;
  if (reply.allow_sending_without_reply === true) return undefined;
  throw badRequest("message to be replied not found");
}

function keyboard(params: Params): SentMessage["buttons"] {
  const markup = object(params, "reply_markup", "reply markup");
  if (!markup) return [];
  onlyKnown(markup, ["inline_keyboard"]);
  const rows = (list(markup, "inline_keyboard") ?? []) as SentMessage["buttons"];
  for (const button of rows.flat()) {
    onlyKnown({ ...button }, ["text", "callback_data"]);
    if (typeof button.text !== "string" || button.text === "")
      throw badRequest("text buttons are unallowed in the inline keyboard");
    const bytes = Buffer.byteLength(button.callback_data);
    if (bytes < 1 || bytes > 64) throw badRequest("BUTTON_DATA_INVALID");
  }
  return rows;
}
