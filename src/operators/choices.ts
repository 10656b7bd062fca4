import type { Button } from "../core/bot.ts";
import { lookupForm } from "../core/commands.ts";
import type { Tx } from "../core/database/index.ts";
import type { ButtonEvent, ChatEvent } from "../core/event.ts";
import type { EventCtx } from "../core/context.ts";

/** Under this name the members wait for whose number is a choice. */
export const choiceWatch = "choice";
/** Soon over: later on a number is only a number again (an answer in a quiz). */
const validMs = 120_000;

/** No choice has so many characters: longer words are none. */
const longestWords = 64;

interface Place {
  communityId: number;
  chatId: number;
}

/** The form in which a choice's words are compared. */
const wordsOf = (text: string): string => lookupForm(text.normalize("NFKC").trim());

/** Where there are no buttons: lets each of these members press one by its number or its words, within two minutes. */
export async function offerChoices(
  tx: Tx,
  place: Place,
  members: readonly number[],
  buttons: readonly Button[],
  now: Date,
): Promise<void> {
  if (members.length === 0) return;
  const { communityId, chatId } = place;
  const data = buttons.map((button) => button.data);
  const words = buttons.map((button) => wordsOf(button.label));
  const validUntil = new Date(now.getTime() + validMs);
  await tx.$executeRaw`
    WITH person AS (SELECT DISTINCT id FROM unnest(${[...members]}::int[]) AS one (id) ORDER BY id),
    offered AS (
      INSERT INTO choice_offer (community_id, chat_id, member_id, data, words, valid_until)
      SELECT ${communityId}, ${chatId}, id, ${data}::text[], ${words}::text[], ${validUntil}::timestamptz FROM person
      ON CONFLICT (community_id, chat_id, member_id)
      DO UPDATE SET data = excluded.data, words = excluded.words, valid_until = excluded.valid_until)
    INSERT INTO watch_member (community_id, member_id, feature, until)
    SELECT ${communityId}, id, ${choiceWatch}, ${validUntil}::timestamptz FROM person
    ON CONFLICT (community_id, member_id, feature) DO UPDATE SET until = excluded.until`;
}

/**
 * The press that a member's number, or the words behind it, stand for; null when they are only that. The
 * choices are used up: the number means nothing more after this.
 */
export async function chosen(ctx: EventCtx): Promise<ButtonEvent | null> {
  const { tx, event, member } = ctx;
  if (ctx.capabilities.buttons || event.kind !== "message" || !member || !event.sender) return null;
  const number = /^\s*([1-9]\d?)[\s.。、]*$/u.exec(event.text.normalize("NFKC"))?.[1];
  if (number === undefined && event.text.length > longestWords) return null;
  const place = number === undefined ? null : Number(number);
  // every act of a platform without buttons comes by here
  const [used] = await tx.$queryRaw<{ data: string }[]>`
    WITH offer AS (SELECT data[coalesce(${place}::int, array_position(words, ${wordsOf(event.text)}::text))] AS data
      FROM choice_offer WHERE community_id = ${ctx.community.id} AND chat_id = ${ctx.chat.id} AND member_id = ${member.id}
        AND valid_until > ${ctx.now}),
    used AS (DELETE FROM choice_offer USING offer WHERE offer.data IS NOT NULL AND community_id = ${ctx.community.id}
      AND chat_id = ${ctx.chat.id} AND member_id = ${member.id} RETURNING offer.data),
    watch AS (DELETE FROM watch_member USING used WHERE community_id = ${ctx.community.id} AND member_id = ${member.id}
      AND feature = ${choiceWatch})
    SELECT data FROM used`;
  return used ? { ...common(event), kind: "button", sender: event.sender, pressId: "", data: used.data } : null;
}

function common(event: ChatEvent) {
  const { platform, account, key, chat, at } = event;
  return { platform, account, key, chat, at };
}
