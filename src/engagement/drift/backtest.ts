import type { History } from "./history.ts";
import { fitDrift, HORIZON_DAYS } from "./model.ts";
import { isRecent } from "./training.ts";

/** Cuts every 14 days from day 42 of a log. */
export const FIRST_CUT_DAY = 42;
const DAYS_BETWEEN_CUTS = 14;
const BINS = 10;

/** One member at one cut: what was said, and what came. */
export interface Prediction {
  cut: number;
  member: number;
  /** predicted chance of an active day within the horizon */
  chance: number;
  /** civil days since the member was last active, 0 = on the last known day */
  silentDays: number;
  returned: boolean;
}

/** Predicts at every cut from what was known at it, and only there. The log's last day is taken as unfinished. */
export function backtest(history: History, horizon: number = HORIZON_DAYS): Prediction[] {
  const predictions: Prediction[] = [];
  // days before lastDay are complete, so the outcome of cut … cut + horizon − 1 is known
  for (let cut = history.firstDay + FIRST_CUT_DAY; cut + horizon <= history.lastDay; cut += DAYS_BETWEEN_CUTS) {
    const recent = recentMembers(history, cut);
    // in a hole of the log there is nobody to speak of, and nothing to learn it for
    if (recent.length === 0) continue;
    const model = fitDrift(history, cut, horizon);
    for (const member of recent) {
      const count = history.countBefore(member, cut);
      predictions.push({
        cut,
        member,
        chance: model.chance(member)!.now,
        silentDays: cut - 1 - history.dayAt(member, count - 1),
        returned: history.countBefore(member, cut + horizon) > count,
      });
    }
  }
  return predictions;
}

/** Who was active in the last days before a cut. */
function recentMembers(history: History, cut: number): number[] {
  const members = Array.from({ length: history.size }, (_, member) => member);
  return members.filter((member) => isRecent(history, member, history.countBefore(member, cut), cut));
}

/** Ten bins of the predicted chance; `bin` 3 holds .3 ≤ p < .4, the last one 1 too. */
export interface CalibrationBin {
  bin: number;
  /** mean predicted chance and share that was active; null in an empty bin */
  predicted: number | null;
  observed: number | null;
  n: number;
}

/** Figures that cannot be formed (no cut; nobody returned) are null. */
export interface BacktestResult {
  cuts: number;
  /** members summed over cuts */
  members: number;
  /** chance that of two members at the same cut, one returning and one not, the returning one has the higher p */
  aucModel: number | null;
  /** the same for ranking by days since last seen */
  aucRecency: number | null;
  /** mean of (p − outcome)² */
  brierModel: number | null;
  /** the same for always saying the share that really came, over all cuts: the best constant, by hindsight */
  brierBase: number | null;
  /** harder still: for saying, at each cut, the share that really came at that cut */
  brierBaseOfCut: number | null;
  /** |predicted − observed| over the ten bins, weighted by members */
  ece: number | null;
  calibration: CalibrationBin[];
}

export function measure(predictions: readonly Prediction[]): BacktestResult {
  const cuts = byCut(predictions);
  const calibration = calibrate(predictions);
  const n = predictions.length;
  return {
    cuts: cuts.length,
    members: n,
    aucModel: auc(cuts, (p) => p.chance),
    aucRecency: auc(cuts, (p) => -p.silentDays),
    brierModel: n === 0 ? null : predictions.reduce((sum, p) => sum + (p.chance - Number(p.returned)) ** 2, 0) / n,
    brierBase: constantBrier([predictions]),
    brierBaseOfCut: constantBrier(cuts),
    ece: n === 0 ? null : calibration.reduce((sum, bin) => sum + bin.n * missOf(bin), 0) / n,
    calibration,
  };
}

function byCut(predictions: readonly Prediction[]): Prediction[][] {
  const cuts = new Map<number, Prediction[]>();
  for (const prediction of predictions) {
    const cut = cuts.get(prediction.cut);
    if (cut) cut.push(prediction);
    else cuts.set(prediction.cut, [prediction]);
  }
  return [...cuts.values()];
}

/** Brier score of saying in each group the share that returned: the mean of share × (1 − share). */
function constantBrier(groups: readonly (readonly Prediction[])[]): number | null {
  let [sum, n] = [0, 0];
  for (const group of groups) {
    const returned = group.filter((p) => p.returned).length;
    if (group.length > 0) sum += (returned * (group.length - returned)) / group.length;
    n += group.length;
  }
  return n === 0 ? null : sum / n;
}

/** Concordant pairs within cuts ÷ all pairs within cuts, ties half (Mann–Whitney). */
function auc(cuts: readonly (readonly Prediction[])[], score: (p: Prediction) => number): number | null {
  let concordant = 0;
  let pairs = 0;
  for (const cut of cuts) {
    const sorted = cut.map((p) => ({ score: score(p), returned: p.returned })).sort((a, b) => a.score - b.score);
    let below = 0;
    for (let i = 0; i < sorted.length;) {
      let [came, stayed] = [0, 0];
      const value = sorted[i]!.score;
      for (; i < sorted.length && sorted[i]!.score === value; i++) {
        if (sorted[i]!.returned) came++;
        else stayed++;
      }
      concordant += came * (below + stayed / 2);
      below += stayed;
    }
    pairs += below * (sorted.length - below);
  }
  return pairs === 0 ? null : concordant / pairs;
}

const missOf = (bin: CalibrationBin): number => Math.abs((bin.predicted ?? 0) - (bin.observed ?? 0));

function calibrate(predictions: readonly Prediction[]): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, () => ({ chance: 0, returned: 0, n: 0 }));
  for (const { chance, returned } of predictions) {
    const bin = bins[Math.min(BINS - 1, Math.floor(chance * BINS))]!;
    bin.chance += chance;
    bin.returned += Number(returned);
    bin.n++;
  }
  return bins.map(({ chance, returned, n }, bin) => ({
    bin,
    predicted: n === 0 ? null : chance / n,
    observed: n === 0 ? null : returned / n,
    n,
  }));
}
