import {
  type Bot,
  type CopyOf,
  type Outgoing,
  PlatformRefusal,
  PlatformSilence,
  type Sent,
} from "../../src/core/bot.ts";
import { graphemeCut, splitText } from "../../src/core/split.ts";
import { pictureOrWords } from "../../src/core/picture.ts";
import { clean } from "./clean.ts";
import type { BotCall, Call } from "./client.ts";
import { answerIn, messageOf, platformError } from "./errors.ts";
import { insteadOf } from "./instead.ts";
import { endPoll, pollCall } from "./poll.ts";
import { captionLimit, noticeLimit, textLimit } from "./limits.ts";

/** Bot API, InlineKeyboardButton.callback_data: 1–64 bytes. */
const DATA_BYTES = 64;

/**
 * Sends one message, in as many calls as its length takes; resolves with the id of the last part
 * (the one with the buttons). Never markup: no parse_mode, no entities.
 *
 * A refusal means that nothing at all was sent. Once a part has gone out, even a definite refusal
 * of a later one is a PlatformSilence: the message is neither sent nor unsent.
 *
 * @throws PlatformRefusal | PlatformSilence
 */
export async function send(
  call: Call,
  chat: Parameters<Bot["send"]>[0],
  message: Outgoing,
  signal: AbortSignal,
  mask: (text: string) => string,
): Promise<Sent> {
  try {
    return await sendAll(call, chat, message, signal, mask);
  } catch (error) {
    const instead = error instanceof PlatformRefusal ? insteadOf(message, error) : null;
    if (!instead) throw error;
    const sent = await send(call, chat, instead, signal, mask);
    return message.copyOf && !instead.copyOf ? { ...sent, without: messageOf(error) } : sent;
  }
}

async function sendAll(
  call: Call,
  chat: Parameters<Bot["send"]>[0],
  message: Outgoing,
  signal: AbortSignal,
  mask: (text: string) => string,
): Promise<Sent> {
  const calls = await callsFor(chat.id, message);
  let sent: Sent = {};
  for (const [index, { method, params }] of calls.entries()) {
    try {
      sent = sentBy(await call(method, params, signal));
    } catch (error) {
      if (isUnchanged(error)) sent = message.editOf === undefined ? {} : { messageId: message.editOf };
      // somebody has deleted it: there is nothing to change, and it does not come again
      else if (isGone(error)) sent = {};
      else throw partError(platformError(error, mask), index, calls.length);
    }
  }
  await pinning(call, chat.id, message, sent, signal);
  return sent;
}

/**
 * Pins what was sent, takes an earlier message down. A bot without that right is refused: the message
 * stands all the same. https://core.telegram.org/bots/api#pinchatmessage
 */
async function pinning(call: Call, chatId: string, message: Outgoing, sent: Sent, signal: AbortSignal): Promise<void> {
  const calls: BotCall[] = [];
  const of = (id: string) => ({ chat_id: chatId, message_id: number(id) });
  if (message.pin && sent.messageId !== undefined) {
    calls.push({ method: "pinChatMessage", params: { ...of(sent.messageId), disable_notification: true } });
  }
  if (message.unpins !== undefined) calls.push({ method: "unpinChatMessage", params: of(message.unpins) });
  for (const { method, params } of calls) await call(method, params, signal).catch(() => {});
}

async function callsFor(chatId: string, message: Outgoing): Promise<BotCall[]> {
  if (message.pressId !== undefined) return [pressAnswer(message)];
  if (message.endPollOf !== undefined) return [endPoll(chatId, message.endPollOf)];
  if (message.poll) return [address([pollCall(message.poll)], chatId, message)].flat();
  return messageCalls(chatId, message);
}

function partError(error: PlatformRefusal | PlatformSilence, index: number, count: number): Error {
  if (index === 0 || error instanceof PlatformSilence) return error;
  return new PlatformSilence(`part ${index + 1} of ${count} failed after the first was sent. ${error.message}`);
}

/** An edit that changes nothing, a poll that is closed already: what was wanted is so. */
function isUnchanged(error: unknown): boolean {
  return /message is not modified|poll has already been closed/i.test(answerIn(error)?.description ?? "");
}

const isGone = (error: unknown): boolean =>
  /message to edit not found|message with poll to stop not found/i.test(answerIn(error)?.description ?? "");

function sentBy(result: unknown): Sent {
  const { message_id: id, poll } = (result ?? {}) as { message_id?: unknown; poll?: { id?: unknown } };
  return {
    ...(typeof id === "number" ? { messageId: String(id) } : {}),
    ...(typeof poll?.id === "string" ? { pollId: poll.id } : {}),
  };
}

function pressAnswer({ pressId, text }: Outgoing): BotCall {
  const words = clean(text);
  const notice = words.slice(0, graphemeCut(words, noticeLimit));
  const params = { callback_query_id: pressId, ...(notice === "" ? {} : { text: notice }) };
  return { method: "answerCallbackQuery", params };
}

async function messageCalls(chatId: string, message: Outgoing): Promise<BotCall[]> {
  const picture = message.picture ? await read(message.picture) : null;
  const words = clean(typeof picture === "string" ? `${message.text}\n${picture}`.trim() : message.text);
  const calls: BotCall[] = [];
  let parts = splitText(words, textLimit);
  if (picture instanceof Buffer) {
    // a caption too long for Telegram becomes a message of its own
    const caption = words.length <= captionLimit ? words : "";
    if (caption !== "" || parts.length === 0) parts = [];
    calls.push(photo(picture, caption));
  }
  if (message.copyOf) {
    const caption = canCaption.has(message.copyOf.media) && words.length <= captionLimit ? words : "";
    if (caption !== "") parts = [];
    calls.push(copy(message.copyOf, caption));
  }
  if (message.file) {
    const caption = words.length <= captionLimit ? words : "";
    if (caption !== "") parts = [];
    calls.push(document(message.file, caption));
  }
  for (const text of parts) {
    const edits = calls.length === 0 && message.editOf !== undefined;
    if (edits) calls.push({ method: "editMessageText", params: { message_id: number(message.editOf), text } });
    else calls.push({ method: "sendMessage", params: { text } });
  }
  if (calls.length === 0) throw new PlatformRefusal("rejected", "the message is empty");
  return address(calls, chatId, message);
}

/** Puts in where the calls go: the first answers, all stand in the topic, the last has the buttons. */
function address(calls: BotCall[], chatId: string, message: Outgoing): BotCall[] {
  for (const { method, params } of calls) {
    params.chat_id = chatId;
    if (message.threadId !== undefined && method !== "editMessageText") {
      params.message_thread_id = number(message.threadId);
    }
  }
  const first = calls[0];
  if (first && message.replyTo !== undefined && first.method !== "editMessageText") {
    // whoever can be named wants to know that their message is gone (instead.ts)
    const reply = { message_id: number(message.replyTo), allow_sending_without_reply: message.asker === undefined };
    // telegraf drops objects it does not know from a multipart body, so there it goes as JSON text
    first.params.reply_parameters =
      first.method === "sendPhoto" || first.method === "sendDocument" ? JSON.stringify(reply) : reply;
  }
  const last = calls.at(-1);
  if (last && message.buttons) last.params.reply_markup = { inline_keyboard: keyboard(message.buttons) };
  return calls;
}

function keyboard(rows: NonNullable<Outgoing["buttons"]>): { text: string; callback_data: string }[][] {
  return rows.map((row) =>
    row.map(({ label, data }) => {
      const bytes = Buffer.byteLength(data);
      if (bytes < 1 || bytes > DATA_BYTES) {
        const what = `data of button "${clean(label)}" has ${bytes} bytes; Telegram takes 1 to ${DATA_BYTES}`;
        throw new PlatformRefusal("rejected", what);
      }
      return { text: clean(label), callback_data: data };
    }),
  );
}

async function read(picture: NonNullable<Outgoing["picture"]>): Promise<Buffer | string> {
  try {
    return await pictureOrWords(picture.png);
  } catch (error) {
    throw new PlatformRefusal("rejected", `the picture cannot be read: ${messageOf(error)}`);
  }
}

function photo(source: Buffer, caption: string): BotCall {
  const params = { photo: { source, filename: "picture.png" }, ...(caption === "" ? {} : { caption }) };
  return { method: "sendPhoto", params };
}

/** What can bear a caption; https://core.telegram.org/bots/api#copymessage */
const canCaption = new Set<string>(["photo", "video", "audio", "voice", "animation", "document"]);

/** An empty caption takes away the one that was written with it: what it says has been said in our words. */
function copy({ chatId, messageId }: CopyOf, caption: string): BotCall {
  return { method: "copyMessage", params: { from_chat_id: chatId, message_id: number(messageId), caption } };
}

function document({ name, content }: NonNullable<Outgoing["file"]>, caption: string): BotCall {
  const source = { source: Buffer.from(content), filename: name };
  return { method: "sendDocument", params: { document: source, ...(caption === "" ? {} : { caption }) } };
}

function number(id: string | undefined): number {
  const value = Number(id);
  if (!Number.isSafeInteger(value)) throw new PlatformRefusal("rejected", `"${id}" is no message id of Telegram`);
  return value;
}
