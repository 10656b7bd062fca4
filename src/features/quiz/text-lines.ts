import { formatNumber } from "../../core/text.ts";

/** One place of a standing. */
export interface Line {
  rank: number;
  name: string;
  score: number;
  right: number;
  answered: number;
}

const medals = ["🥇", "🥈", "🥉"];
const place = (rank: number): string => medals[rank - 1] ?? `${rank}.`;
export const lineZh = ({ rank, name, score, right }: Line): string =>
  `${place(rank)} ${name} ${formatNumber(score, "zh")} 分（答对 ${right}）`;
export const lineEn = ({ rank, name, score, right }: Line): string =>
  `${place(rank)} ${name} ${formatNumber(score, "en")} (${right} right)`;
