import { readFileSync, readdirSync } from "node:fs";

/** Seconds in one tick of /proc's counters: USER_HZ, 100 on every Linux that Node runs on. */
const tick = 0.01;

interface Stat {
  pid: number;
  parent: number;
  /** user and system time, with that of children that ended */
  ticks: number;
}

function stats(): Stat[] {
  const found: Stat[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const line = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
      const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
      found.push({ pid: Number(name), parent: Number(fields[1]), ticks });
    } catch {
      // ended meanwhile
    }
  }
  return found;
}

/** The processes of some trees, the roots included. */
function trees(roots: readonly number[]): Stat[] {
  const all = stats();
  const ours = new Set(roots);
  for (let before = 0; before < ours.size;) {
    before = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  return all.filter(({ pid }) => ours.has(pid));
}

/** CPU seconds, user and system, that whole process trees have used so far. Linux only. */
export function cpuSeconds(roots: readonly number[]): number {
  return trees(roots).reduce((sum, { ticks }) => sum + ticks, 0) * tick;
}

/** Memory of one process alone, in MB: now, and at its highest. */
export function memoryOf(pid: number): { rss: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { rss: field("VmRSS"), peak: field("VmHWM") };
}

/** Memory of a whole tree in MB; pages that several share are counted once. */
export function memoryOfTree(root: number): number {
  let kilobytes = 0;
  for (const { pid } of trees([root])) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // ended meanwhile
    }
  }
  return kilobytes / 1024;
}

/** CPU seconds that everything on the machine has used, and could have. */
export function machineSeconds(): { busy: number; all: number } {
  const times = (/^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? "").split(" ").map(Number);
  const all = times.slice(0, 8).reduce((sum, each) => sum + each, 0);
  const idle = (times[3] ?? 0) + (times[4] ?? 0);
  return { busy: (all - idle) * tick, all: all * tick };
}

/** How much of the machine others used while this program and its children worked, 0–1. */
export function watchOthers(): () => number {
  const before = machineSeconds();
  const own = cpuSeconds([process.pid]);
  return () => {
    const after = machineSeconds();
    const ours = cpuSeconds([process.pid]) - own;
    return Math.max(0, after.busy - before.busy - ours) / Math.max(after.all - before.all, tick);
  };
}

/** CPU milliseconds of a fixed piece of arithmetic: on a crowded machine the same work takes more of them. */
export function yardstick(): number {
  const before = process.cpuUsage();
  let value = 0;
  for (let step = 0; step < 30_000_000; step++) value = (value * 31 + step) | 0;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 + (value === 0.5 ? 1 : 0);
}
