import { Refusal, type Ctx } from "../core/feature.ts";
import type { MessageEvent } from "../core/event.ts";
import type { Tx } from "../core/database/index.ts";
import { cleanLine } from "./names.ts";
import { text } from "./text.ts";

/** Somebody whom a command is about. */
export interface PersonMeant {
  id: number;
  name: string;
}

export interface Meant {
  person: PersonMeant;
  /** the command's words without the person */
  rest: string;
}

/**
 * Whom a command is about: the first person mentioned, else the one whose message it answers.
 * People are known by id or username, never by a name: names repeat and change.
 * @throws Refusal when nobody is meant, a bot is, or the person is not known here
 */
export async function personMeant(ctx: Ctx): Promise<Meant> {
  const { event } = ctx;
  if (event.kind !== "message") throw new Refusal(text.nobodyMeant);
  const mention = event.mentions[0] ?? plainMention(ctx.args);
  if (!mention) return { person: await answered(ctx, event), rest: ctx.args };
  const person = await findPerson(ctx.tx, ctx.community.id, event.platform, mention);
  if (!person) throw new Refusal(text.unknownPerson, { name: cleanLine(mention.name) });
  return { person, rest: without(ctx.args, event.mentions.length > 0 ? event.mentions : [mention]) };
}

/** "@ada" where a platform marks no mentions. */
function plainMention(words: string): { username: string; name: string } | undefined {
  const username = /(?:^|\s)@([\p{L}\p{N}_]+)/u.exec(words)?.[1];
  return username === undefined ? undefined : { username, name: username };
}

async function answered(ctx: Ctx, event: MessageEvent): Promise<PersonMeant> {
  const sender = event.replyTo?.sender;
  if (!event.replyTo) throw new Refusal(text.nobodyMeant);
  if (event.replyTo.toBot || (sender && sender.kind !== "person")) throw new Refusal(text.notAPerson);
  if (!sender) throw new Refusal(text.nobodyMeant);
  const person = await findPerson(ctx.tx, ctx.community.id, event.platform, sender);
  if (!person) throw new Refusal(text.unknownPerson, { name: cleanLine(sender.name) });
  return person;
}

/**
 * The person with this id or username on a platform, in one community; null when unknown there. Of
 * several who bore a username, whoever was seen with it last.
 */
export async function findPerson(
  tx: Tx,
  communityId: number,
  platform: string,
  who: { id?: string; username?: string },
): Promise<PersonMeant | null> {
  const rows = await tx.$queryRaw<PersonMeant[]>`
    SELECT person.id, person.name FROM identity i
    JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    JOIN member person ON person.community_id = m.community_id AND person.id = coalesce(m.merged_into_id, m.id)
    WHERE i.community_id = ${communityId} AND i.platform = ${platform}
      AND CASE WHEN ${who.id ?? null}::text IS NOT NULL THEN i.platform_user_id = ${who.id ?? null}
               ELSE lower(i.username) = lower(${who.username ?? null}) END
    ORDER BY i.named_at DESC, i.member_id LIMIT 1`;
  return rows[0] ?? null;
}

/** The words without the mentions, each as "@username", "@name" or the name alone. */
function without(words: string, mentions: readonly { username?: string; name: string }[]): string {
  let rest = words;
  for (const { username, name } of mentions) {
    // the words of a command are in NFKC already
    const forms = [`@${username ?? name}`, `@${name}`, name].map((form) => form.normalize("NFKC").trim());
    const form = forms.find((one) => one !== "" && rest.toLowerCase().includes(one.toLowerCase()));
    if (form === undefined) continue;
    const at = rest.toLowerCase().indexOf(form.toLowerCase());
    rest = `${rest.slice(0, at)} ${rest.slice(at + form.length)}`;
  }
  return rest.replace(/\s+/gu, " ").trim();
}
