import type { DigestPeriod } from "../../core/digest.ts";
import type { Ctx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { always, fill, type Text } from "../../core/text.ts";
import { carriers, listLifecycle, listSilentNewcomers, type LifecycleKind } from "../../engagement/figures.ts";
import { shownNames } from "../../members/lookalike.ts";
import { may } from "../../members/person.ts";
import { readerOf } from "./build.ts";
import { definitionOf } from "./definitions.ts";
import { before, instantsOf, lastOver } from "./period.ts";
import { text } from "./text.ts";
import { topicsOf } from "./topics/read.ts";

/** How many people a list shows. */
const listLength = 30;
const lifecycleKinds: readonly string[] = ["new", "returning", "resurrecting", "lapsed"] satisfies LifecycleKind[];

/**
 * What a figure of the digest means, and to managers, in private only, who is behind it: nobody is
 * named as silent or gone where others read it. Null: no figure, or not for this person.
 */
export async function explainFigure(ctx: Ctx, word: string, features: readonly Feature[]): Promise<Text | null> {
  const definition = definitionOf(word, features);
  if (!definition || !may(ctx.member.role, "viewer")) return null;
  const meaning = definition.meaning[ctx.language]();
  const people = listOf(ctx, definition.key);
  const behind =
    definition.key === "topics"
      ? async (_: Ctx, period: DigestPeriod) =>
          (await topicsOf(ctx, features, period)).map((topic) => fill(text.topic, topic))
      : definition.behind;
  if (!people && !behind) return always(meaning);
  if (ctx.chat.kind !== "private") return always(`${meaning}\n${text.listInPrivate[ctx.language]()}`);
  if (!may(ctx.member.role, "manager")) return always(meaning);
  const period = lastOver("week", ctx.today);
  const lines = behind && (await behind(ctx, instantsOf(period, ctx.community.timeZone)));
  const list = lines
    ? text.lines[ctx.language]({ week: period.key, lines: lines.map((line) => line[ctx.language]()) })
    : text.list[ctx.language]({ week: period.key, names: await namesOf(ctx, people), limit: listLength });
  return always(`${meaning}\n\n${list}`);
}

const namesOf = async (ctx: Ctx, people: People | null): Promise<string[]> =>
  people ? shownNames(ctx.tx, ctx.community.id, await people(), ctx.language) : [];

type People = () => Promise<{ id: number; name: string }[]>;

/** How to get the people behind a figure of the last week; null for figures that are no lists. */
function listOf(ctx: Ctx, key: string): People | null {
  const db = readerOf(ctx.tx);
  const id = ctx.community.id;
  const period = lastOver("week", ctx.today);
  const named = (rows: { memberId: number; name: string }[]) =>
    rows.map(({ memberId, name }) => ({ id: memberId, name }));
  if (key === "silent") return async () => named(await listSilentNewcomers(db, id, period, listLength));
  if (key === "top" || key === "active") return async () => named(await carriers(db, id, period, listLength, []));
  if (!lifecycleKinds.includes(key)) return null;
  const range = { period, previous: before(period) };
  return async () => named(await listLifecycle(db, id, range, key as LifecycleKind, listLength));
}
