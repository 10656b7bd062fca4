import type { Tx } from "../../core/database/index.ts";
import type { DigestPeriod, Milestone } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import {
  carriers,
  compare,
  compareRates,
  countsOf,
  figuresOf,
  joinCohort,
  periodsKnown,
  ratesOf,
  type Carrier,
  type Counts,
  type Rates,
  type Reader,
} from "../../engagement/figures.ts";
import { shownNames } from "../../members/lookalike.ts";
import { definitionsWith } from "./definitions.ts";
import { compared, type Digest, type ToldSection } from "./digest.ts";
import { before, formerPeriods, instantsOf, type Period } from "./period.ts";
import { thingsToDo } from "./rules.ts";
import { text } from "./text.ts";
import { topicsOf } from "./topics/read.ts";

const carriersShown = 10;

/** Reads figures in the transaction of an act. */
export const readerOf = (tx: Tx): Reader =>
  ({
    query: async (sql: string, values: unknown[] = []) => ({ rows: await tx.$queryRawUnsafe(sql, ...values) }),
  }) as unknown as Reader;

/** Makes the digest of a period that is over. Only reads; the same data give the same digest. */
export async function buildDigest(ctx: BaseCtx, features: readonly Feature[], period: Period): Promise<Digest> {
  const { tx, community } = ctx;
  // a year of a large community is grouped in memory instead of on disk
  await tx.$executeRawUnsafe("SET LOCAL work_mem = '32MB'");
  const db = readerOf(tx);
  const except = await notShown(tx, community.id);
  const asked = { communityId: community.id, timeZone: community.timeZone, except };
  const known = await periodsKnown(db, community.id, formerPeriods(period));
  const former: Counts[] = [];
  const formerRates: Rates[] = [];
  for (const each of known) {
    former.push(await countsOf(db, community.id, each));
    formerRates.push(await ratesOf(db, community.id, each));
  }
  const rates = await ratesOf(db, community.id, period);
  const figures = await figuresOf(db, { ...asked, period }, rates);
  const previous = await figuresOf(db, { ...asked, period: before(period) }, formerRates.at(-1));
  const comparisons = Object.fromEntries(
    compared.map((name) => [
      name,
      compare(
        figures[name],
        former.map((counts) => counts[name]),
      ),
    ]),
  ) as Digest["comparisons"];
  const people = await carriers(db, community.id, period, carriersShown, except);
  const names = await shownNames(tx, community.id, people.map(identified), community.language);
  const sections = await sectionsOf(ctx, features, period, former);
  const digest: Digest = {
    community: community.name,
    period,
    figures,
    previous,
    comparisons,
    rates: compareRates(rates, formerRates),
    before: former,
    carried: people.map((person, index) => ({ ...person, shown: names[index] ?? "" })),
    funnel: await funnelOf(ctx, db, features, period),
    sections,
    glossary: definitionsWith(features),
    topics: period.span === "day" ? [] : await topicsOf(ctx, features, instantsOf(period, community.timeZone)),
    things: [],
  };
  digest.things = thingsToDo(digest);
  return digest;
}

const identified = ({ memberId, name }: Carrier) => ({ id: memberId, name });

/** Staff, and who does not want to stand on boards: people who are not named among those who carried the group. */
async function notShown(tx: Tx, communityId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM (
      SELECT member_id FROM member_role WHERE community_id = ${communityId} UNION
      SELECT member_id FROM opt_out WHERE community_id = ${communityId} AND choice = 'boards') o
    JOIN member m ON m.community_id = ${communityId} AND m.id = o.member_id`;
  return rows.map((row) => row.id);
}

async function sectionsOf(
  ctx: BaseCtx,
  features: readonly Feature[],
  period: Period,
  former: readonly Counts[],
): Promise<ToldSection[]> {
  const { timeZone } = ctx.community;
  const instants = instantsOf(period, timeZone);
  const past: DigestPeriod[] = former.map(({ from, to }) => instantsOf({ fromDay: from, toDay: to }, timeZone));
  const sections: ToldSection[] = [];
  for (const feature of features) {
    const section = await feature.digest?.(ctx, instants, past);
    if (!section) continue;
    const compared = (section.counts ?? []).map(({ key, name, value, before: earlier, isHeadline = false }) => ({
      key,
      name,
      isHeadline,
      ...compare(value, earlier),
    }));
    sections.push({ feature: feature.name, section, compared });
  }
  return sections;
}

/** Of those who joined in the period, who came how far; steps whose feature is not there are absent. */
async function funnelOf(
  ctx: BaseCtx,
  db: Reader,
  features: readonly Feature[],
  period: Period,
): Promise<Digest["funnel"]> {
  const cohort = await joinCohort(db, ctx.community.id, period);
  if (cohort.length === 0) return [];
  const { toAt } = instantsOf(period, ctx.community.timeZone);
  const everybody = cohort.map((one) => one.memberId);
  const steps = [
    { name: text.joined, people: cohort.length },
    { name: text.firstMessage, people: cohort.filter((one) => one.hasSpoken).length },
  ];
  for (const milestones of byStep(features.flatMap((feature) => feature.milestones ?? []))) {
    const reached = new Set<number>();
    for (const milestone of milestones) for (const id of await milestone.reached(ctx, everybody, toAt)) reached.add(id);
    const names = milestones.map(({ name }) => name);
    steps.push({ name: fill(text.eitherStep, { names }), people: reached.size });
  }
  return steps;
}

/** Several features may bring people to the same step: a quiz or a draw. */
function byStep(milestones: readonly Milestone[]): Milestone[][] {
  const steps = new Map<number, Milestone[]>();
  for (const milestone of milestones.toSorted((a, b) => a.step - b.step))
    steps.set(milestone.step, [...(steps.get(milestone.step) ?? []), milestone]);
  return [...steps.values()];
}
