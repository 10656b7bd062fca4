import { rankCalmly, scoreOf, type Entry } from "../../src/features/draw/scheme.ts";

/** What the result of a draw costs, in CPU milliseconds of the program unless it says otherwise. */
export interface DrawCost {
  entries: number;
  weight: number;
  /** the whole order by the product */
  product: number;
  /** the same in wall-clock milliseconds */
  productWall: number;
  /** one call of node:crypto for each hash, as the scheme's text reads; measured over a tenth of the list, times ten */
  plain: number;
  /** the longest time for which nobody else had the processor, wall-clock milliseconds */
  pause: number;
}

const key = "5e".repeat(32);

/** One list, every entry of the greatest weight that there is. */
export async function measureDraw(entries: number, weight = 100): Promise<DrawCost> {
  const list = Array.from({ length: entries }, (_, n): Entry => [n.toString(16).padStart(16, "0"), weight]);
  // compiled now
  await rankCalmly(key, list.slice(0, 2_000));
  for (const entry of list.slice(0, 500)) scoreOf(key, entry);
  let pause = 0;
  let seenAt = performance.now();
  const look = () => {
    const now = performance.now();
    pause = Math.max(pause, now - seenAt);
    seenAt = now;
  };
  const others = setInterval(look, 1);
  const beganAt = performance.now();
  const product = await cpuOf(() => rankCalmly(key, list));
  const productWall = performance.now() - beganAt;
  clearInterval(others);
  const plain = await cpuOf(() => {
    for (const entry of list.slice(0, entries / 10)) scoreOf(key, entry);
    return Promise.resolve();
  });
  return { entries, weight, product, productWall, plain: 10 * plain, pause };
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
