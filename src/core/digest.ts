import type { BaseCtx } from "./context.ts";
import type { Text } from "./text.ts";
import type { Day } from "./time.ts";

/** Civil days in the community's zone that are over, both included, and the instants they begin and end at. */
export interface DigestPeriod {
  readonly fromDay: Day;
  readonly toDay: Day;
  readonly fromAt: Date;
  /** the first instant that is not in it */
  readonly toAt: Date;
}

/** Something worth doing about a figure. */
export interface ThingToDo {
  /** 0 … 100: of all that features propose, the three of the greatest weight are shown */
  readonly weight: number;
  readonly text: Text;
  /** what to send to the bot to do it, or to see more */
  readonly command: Text;
}

/** How often something happened, beside the periods before: shown with its change, like the group's own counts. */
export interface DigestCount {
  /** its name in JSON */
  readonly key: string;
  readonly name: Text;
  readonly value: number;
  /** the same of each period before, the oldest first */
  readonly before: readonly number[];
  /** told in the short text too, with its change, in place of the part's first line */
  readonly isHeadline?: boolean;
}

/** What a feature tells managers of a period: a part of the digest. */
export interface DigestSection {
  readonly title: Text;
  /** sentences or "name: figure", the most telling first; people only by shown names */
  readonly lines: readonly Text[];
  readonly counts?: readonly DigestCount[];
  /** lines that name people as silent or gone: for the page, which managers alone get; never for a chat */
  readonly discreet?: readonly Text[];
  /** the same as plain values for JSON, under the feature's name */
  readonly figures: Readonly<Record<string, unknown>>;
  readonly things?: readonly ThingToDo[];
}

/** What a figure means and how it is counted: `/why KEY` says it, and the page explains it below. */
export interface FigureMeaning {
  readonly key: string;
  /** what people may call it after /why, beside the key; lower case */
  readonly names: readonly string[];
  readonly meaning: Text;
  /** What is behind the figure of a period, a line each; for managers in private only. */
  behind?(ctx: BaseCtx, period: DigestPeriod): Promise<readonly Text[]>;
}

/** A step of the way from joining to bringing others along. */
export interface Milestone {
  /** where it stands on the way: 2 check-in, 3 quiz or draw, 4 redemption, 5 invitation */
  readonly step: number;
  readonly name: Text;
  /** Which of these people (their own ids) have ever reached it, as of `before`. */
  reached(ctx: BaseCtx, people: readonly number[], before: Date): Promise<number[]>;
}
