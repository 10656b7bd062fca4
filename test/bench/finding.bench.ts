import { bench, describe } from "vitest";
import { buildIndex, calibrate, decide, type Entry } from "../../src/features/service/finding/index.ts";
import { seeded } from "../../src/features/service/finding/numbers.ts";

// npx vitest bench --run test/bench/finding.bench.ts

/** 10,000 entries of three phrasings and an answer; words as common as in speech (Zipf), half Chinese, half English. */
const random = seeded(1);
const word = () => {
  const rank = Math.floor(5_000 ** random());
  if (random() < 0.5) return String.fromCodePoint(0x4e00 + rank, 0x4e00 + ((rank * 7) % 5_000));
  return ` ${rank.toString(26).replaceAll(/\d/g, (digit) => "etaoinshrd"[Number(digit)] ?? "")} `;
};
const sentence = () => Array.from({ length: 6 + Math.floor(random() * 6) }, word).join("");
const entries: Entry[] = Array.from({ length: 10_000 }, (_, i) => ({
  id: String(i),
  question: sentence(),
  alternatives: [sentence(), sentence()],
  answer: Array.from({ length: 5 }, sentence).join("\n"),
}));

describe("10,000 entries", () => {
  const index = buildIndex(entries);
  const calibration = calibrate(index);
  bench("search", () => void index.search(sentence()));
  bench("decide", () => void decide(index, calibration, sentence()));
});
