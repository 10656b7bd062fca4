import { sigmoid } from "./logistic.ts";

/**
 * A member as a hidden switch. Each community-active day the switch may turn off (θ, leaves) or
 * on again (ρ, returns); while on, the member is active with chance p. After an active day the
 * switch is known to be on. Unlike the "buy till you die" models leaving is not final: people in
 * groups come back. (p, θ, ρ) differ between members; their spread in the community is learned
 * from all members together, and each member's own is weighed over a fixed grid.
 */

const range = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

export const P_LOGITS = range(-5.5, 3, 16);
export const THETA_LOGITS = range(-7, -0.5, 7);
export const RHO_LOGITS = range(-8, -1.5, 5);
export const CELLS = P_LOGITS.length * THETA_LOGITS.length * RHO_LOGITS.length;

/** Silences beyond this many community-active days differ no more. */
const LONGEST = 730;
/** ln of a share of the likeliest cell's weight that changes nothing. */
const NEGLIGIBLE = -23;

/** What the switch makes of each cell of the grid, up to a longest silence. */
export interface ReturnTables {
  /** ln chance that the next active day comes exactly g community-active days later, at g · CELLS + cell */
  logGap: Float32Array;
  /** chance of no active day within s community-active days, at s · CELLS + cell */
  silent: Float64Array;
  longest: number;
}

/** @param longest community-active days that a gap, or a silence with the horizon after it, may last */
export function returnTables(longest: number): ReturnTables {
  const size = Math.min(Math.max(longest, 1), LONGEST);
  const logGap = new Float32Array((size + 1) * CELLS);
  const silent = new Float64Array((size + 1) * CELLS);
  let cell = 0;
  for (const p of P_LOGITS.map(sigmoid)) {
    for (const theta of THETA_LOGITS.map(sigmoid)) {
      for (const rho of RHO_LOGITS.map(sigmoid)) {
        let on = 1;
        let off = 0;
        silent[cell] = 1;
        for (let g = 1; g <= size; g++) {
          const awake = on * (1 - theta) + off * rho;
          off = on * theta + off * (1 - rho);
          on = awake * (1 - p);
          logGap[g * CELLS + cell] = Math.log(awake * p);
          silent[g * CELLS + cell] = on + off;
        }
        cell++;
      }
    }
  }
  return { logGap, silent, longest: size };
}

/** How often each gap occurred in a member's life; reused from member to member. */
export class GapCounts {
  readonly gaps: number[] = [];
  readonly #count = new Int32Array(LONGEST + 1);

  clear(): void {
    for (const gap of this.gaps) this.#count[gap] = 0;
    this.gaps.length = 0;
  }

  add(gap: number): void {
    const capped = Math.min(gap, LONGEST);
    if (this.#count[capped] === 0) this.gaps.push(capped);
    this.#count[capped]!++;
  }

  of(gap: number): number {
    return this.#count[gap]!;
  }
}

/** Likelihood of a member's gaps in every cell, scaled so that the largest is 1, into `out`. */
export function gapLikelihood(
  tables: ReturnTables,
  counts: GapCounts,
  logPrior: Float64Array | null,
  out: Float64Array,
): void {
  if (logPrior) out.set(logPrior);
  else out.fill(0);
  for (const gap of counts.gaps) {
    const times = counts.of(gap);
    const base = Math.min(gap, tables.longest) * CELLS;
    for (let cell = 0; cell < CELLS; cell++) out[cell]! += times * tables.logGap[base + cell]!;
  }
  let most = -Infinity;
  for (let cell = 0; cell < CELLS; cell++) if (out[cell]! > most) most = out[cell]!;
  for (let cell = 0; cell < CELLS; cell++) {
    const below = out[cell]! - most;
    out[cell] = below < NEGLIGIBLE ? 0 : Math.exp(below);
  }
}

/** Chance of an active day in the next `ahead` community-active days after `silence` silent ones. */
export function chanceOfReturn(tables: ReturnTables, weights: Float64Array, silence: number, ahead: number): number {
  const { now, later } = places(tables, silence, ahead);
  let still = 0;
  let all = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    still += weights[cell]! * tables.silent[later + cell]!;
    all += weights[cell]! * tables.silent[now + cell]!;
  }
  return 1 - still / all;
}

/** Where in the tables the silence so far, and that silence plus the days ahead, begin. */
export function places(tables: ReturnTables, silence: number, ahead: number): { now: number; later: number } {
  const days = Math.min(ahead, tables.longest);
  const now = Math.min(silence, tables.longest - days);
  return { now: now * CELLS, later: (now + days) * CELLS };
}

export const emptyWeights = (): Float64Array => new Float64Array(CELLS);
