import { Refusal, type Ctx } from "../core/context.ts";
import type { MessageEvent } from "../core/event.ts";
import type { Tx } from "../core/database/index.ts";
import { cleanLine, cleanName } from "./names.ts";
import { personOf, type PersonKnown } from "./person.ts";
import { text } from "./text.ts";

export interface Meant {
  person: PersonKnown;
  /** the command's words without the person */
  rest: string;
}

/**
 * Whom a command is about: the first person mentioned, else the one whose message it answers, else
 * the member number in its words ("#12"). Never a name: names repeat and change. null when it points
 * at nobody.
 * @throws Refusal when it points at a bot, or at somebody who is not known here
 */
export async function personPointedAt(ctx: Ctx): Promise<Meant | null> {
  const { tx, community, event, args } = ctx;
  if (event.kind !== "message") return null;
  const mention = event.mentions[0] ?? plainMention(args);
  if (mention) {
    const person = await personWith(tx, community.id, event.platform, mention);
    if (!person) throw await unknown(ctx, mention);
    return { person, rest: without(args, event.mentions.length > 0 ? event.mentions : [mention]) };
  }
  const answered = await personAnswered(ctx, event);
  if (answered) return { person: answered, rest: args };
  const numbered = /(?:^|\s)(# ?(\d{1,9}))(?=\s|$)/u.exec(args);
  if (numbered) {
    const person = await personNumbered(ctx, Number(numbered[2]));
    return { person, rest: cut(args, numbered.index, numbered[0].length) };
  }
  return null;
}

/** The same, where there must be somebody. @throws Refusal also when nobody is meant */
export async function personMeant(ctx: Ctx): Promise<Meant> {
  const meant = await personPointedAt(ctx);
  if (meant) return meant;
  const isToBot = ctx.event.kind === "message" && ctx.event.replyTo?.toBot;
  throw new Refusal(isToBot ? text.notAPerson : text.nobodyMeant);
}

/**
 * The same, and where nothing points at anybody all the words are a name, which must be one person's
 * alone. Only for commands that show whom they found and ask before they do anything.
 * @throws Refusal also when several bear the name: with their numbers
 */
export async function personMeantOrNamed(ctx: Ctx): Promise<PersonKnown> {
  const number = /^# ?(\d{1,9})$/u.exec(ctx.args)?.[1];
  if (number !== undefined) return personNumbered(ctx, Number(number));
  const named = cleanName(ctx.args.replace(/^@/u, ""));
  const mentions = ctx.event.kind === "message" ? ctx.event.mentions : [];
  const isName = named !== "" && mentions.every((one) => one.id === undefined);
  const found = isName ? await peopleNamed(ctx.tx, ctx.community.id, named) : [];
  if (found.length > 1) throw new Refusal(text.severalNamed, { name: named, numbers: found.map((one) => one.id) });
  const [only] = found;
  if (only) return only;
  const meant = await personPointedAt(ctx);
  if (meant) return meant.person;
  throw named === "" ? new Refusal(text.nobodyMeant) : new Refusal(text.unknownPerson, { name: named });
}

async function personNumbered(ctx: Ctx, number: number): Promise<PersonKnown> {
  const person = await personOf(ctx.tx, ctx.community.id, number);
  if (!person) throw new Refusal(text.unknownNumber, { number });
  return person;
}

/** Somebody who is not known by this mention; where it was only typed, whoever bears that name is told by number, and nobody is chosen. */
async function unknown({ tx, community }: Ctx, mention: { id?: string; name: string }) {
  const name = cleanLine(mention.name);
  const found = mention.id === undefined ? await peopleNamed(tx, community.id, cleanName(mention.name)) : [];
  if (found.length === 0) return new Refusal(text.unknownPerson, { name });
  return new Refusal(text.typedMention, { name, numbers: found.map(({ id }) => id) });
}

/** "@ada" where a platform marks no mentions. */
function plainMention(words: string): { username: string; name: string } | undefined {
  const username = /(?:^|\s)@([\p{L}\p{N}_]+)/u.exec(words)?.[1];
  return username === undefined ? undefined : { username, name: username };
}

async function personAnswered(ctx: Ctx, event: MessageEvent): Promise<PersonKnown | null> {
  const from = event.replyTo?.from;
  if (!from || event.replyTo?.toBot) return null;
  if (from.kind !== "person") throw new Refusal(text.notAPerson);
  const person = await personWith(ctx.tx, ctx.community.id, event.platform, from);
  if (!person) throw new Refusal(text.unknownPerson, { name: cleanLine(from.name) });
  return person;
}

/**
 * The person with this id or username on a platform, in one community; null when unknown there. Of
 * several who bore a username, whoever was seen with it last.
 */
async function personWith(
  tx: Tx,
  communityId: number,
  platform: string,
  who: { id?: string; username?: string },
): Promise<PersonKnown | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT i.member_id AS id FROM identity i WHERE i.community_id = ${communityId} AND i.platform = ${platform}
      AND CASE WHEN ${who.id ?? null}::text IS NOT NULL THEN i.platform_user_id = ${who.id ?? null}
               ELSE lower(i.username) = lower(${who.username ?? null}) END
    ORDER BY i.named_at DESC, i.member_id LIMIT 1`;
  return rows[0] ? personOf(tx, communityId, rows[0].id) : null;
}

/** Most people of one name that are looked for. */
const namesakes = 10;

/** People of this name, on any platform and in any case, by person id. */
async function peopleNamed(tx: Tx, communityId: number, name: string): Promise<PersonKnown[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM member m
    LEFT JOIN identity i ON i.community_id = m.community_id AND i.member_id = m.id
    WHERE m.community_id = ${communityId} AND (lower(m.name) = lower(${name}) OR lower(i.name) = lower(${name}))
    ORDER BY 1 LIMIT ${namesakes}`;
  const people = await Promise.all(rows.map((row) => personOf(tx, communityId, row.id)));
  return people.filter((one) => one !== null);
}

/** The words without the mentions, each as "@username", "@name" or the name alone. */
function without(words: string, mentions: readonly { username?: string; name: string }[]): string {
  let rest = words;
  for (const { username, name } of mentions) {
    // the words of a command are in NFKC already
    const forms = [`@${username ?? name}`, `@${name}`, name].map((form) => form.normalize("NFKC").trim());
    const form = forms.find((one) => one !== "" && rest.toLowerCase().includes(one.toLowerCase()));
    if (form !== undefined) rest = cut(rest, rest.toLowerCase().indexOf(form.toLowerCase()), form.length);
  }
  return rest.replace(/\s+/gu, " ").trim();
}

const cut = (words: string, at: number, length: number): string =>
  `${words.slice(0, at)} ${words.slice(at + length)}`.replace(/\s+/gu, " ").trim();
