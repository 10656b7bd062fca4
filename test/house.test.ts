import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { describeCommands } from "../src/cli/docs.ts";
import { describeConfig } from "../src/config.ts";
import { CommandTable, lookupForm } from "../src/core/commands.ts";
import { features, personHooks } from "../src/features/index.ts";
import { allSettings } from "../src/operators/settings.ts";

// The rules of src/README.md that code can hold.

const root = fileURLToPath(new URL("..", import.meta.url));

function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes("generated"))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
  );
}

/** The project's own files that a file imports, from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import) "(\.[^"]+)"/g)].map((found) =>
    path.relative(root, path.join(root, path.dirname(file), found[1] as string)),
  );
}

const product = sources("src", "bots");
const room = (file: string) =>
  file
    .split(path.sep)
    .slice(0, file.startsWith("src/features/") ? 3 : 2)
    .join("/");

/** Which rooms a room may look into, beside itself; what is not named may look anywhere in src/ but bots/. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/points": ["src/core"],
  "src/engagement": ["src/core"],
  "src/members": ["src/core", "src/engagement"],
  "src/llm": ["src/core"],
  "src/operators": ["src/core", "src/members"],
  "src/record": ["src/core", "src/members"],
  "src/act": ["src/core", "src/members", "src/operators"],
  "src/history": ["src/core", "src/members"],
  "src/presence": ["src/core"],
  "src/health": ["src/core", "src/points", "src/presence", "src/web", "src/config.ts"],
  "src/backup": ["src/core", "src/members", "src/operators", "src/points", "src/presence", "src/config.ts"],
  "src/web": ["src/core", "src/features/draw"],
};
const featureRooms = [
  "src/core",
  "src/members",
  "src/operators",
  "src/points",
  "src/engagement",
  "src/presence",
  "src/llm",
];

describe("the house", () => {
  test("only main.ts looks into bots/", () => {
    const wrong = product.filter(
      (file) =>
        file.startsWith("src/") && file !== "src/main.ts" && importsOf(file).some((one) => one.startsWith("bots/")),
    );
    expect(wrong).toEqual([]);
  });

  test("rooms look only where the picture allows", () => {
    const wrong: string[] = [];
    for (const file of product) {
      const own = room(file);
      const isFeature = own.startsWith("src/features/") && own !== "src/features/index.ts";
      const allowed = isFeature ? featureRooms : mayImport[own];
      if (!allowed) continue;
      for (const imported of importsOf(file)) {
        const target = room(imported);
        if (target !== own && !allowed.includes(target)) wrong.push(`${file} → ${imported}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("no file comes back to itself through what it imports", () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (file: string, way: string[]) => {
      const begins = way.indexOf(file);
      if (begins >= 0) circles.push([...way.slice(begins), file].join(" → "));
      if (begins >= 0 || done.has(file)) return;
      for (const imported of importsOf(file)) if (product.includes(imported)) walk(imported, [...way, file]);
      done.add(file);
    };
    for (const file of product) walk(file, []);
    expect(circles).toEqual([]);
  });

  test("no feature reads the clock, chance or the environment", () => {
    const forbidden = /Date\.now\(|new Date\(\)|Math\.random|process\.env|setTimeout\(/;
    expect(
      sources("src/features").filter((file) => forbidden.test(readFileSync(path.join(root, file), "utf8"))),
    ).toEqual([]);
  });

  test("a table belongs to the folder whose name its schema file bears", () => {
    const files = readdirSync(path.join(root, "prisma")).filter(
      (name) => name.endsWith(".prisma") && name !== "schema.prisma",
    );
    const rooms = [...readdirSync(path.join(root, "src")), ...readdirSync(path.join(root, "src/features"))];
    expect(files.filter((name) => !rooms.includes(name.replace(".prisma", "")))).toEqual([]);
  });

  test("every table with a member in it is exported by a room or a feature", async () => {
    const tables = readdirSync(path.join(root, "prisma"))
      .filter((name) => name.endsWith(".prisma"))
      .flatMap((name) => modelsIn(readFileSync(path.join(root, "prisma", name), "utf8")))
      .filter((model) => model.hasMember)
      .map((model) => model.table);
    const none = { findMany: async () => [] };
    const tx = new Proxy(
      {},
      { get: (_, name) => (name === "$queryRaw" || name === "$queryRawUnsafe" ? async () => [] : none) },
    );
    const exported = new Set<string>();
    for (const hook of personHooks) {
      for (const table of Object.keys(await hook.export(tx as never, 1, [1]))) exported.add(table);
    }
    expect(tables.filter((table) => !exported.has(table))).toEqual([]);
  });

  test("every command has help, a Latin name and a word in Chinese", () => {
    for (const command of features.flatMap((feature) => feature.commands ?? [])) {
      expect(command.name).toMatch(/^[a-z][a-z0-9_]{0,31}$/);
      expect(command.help.zh()).not.toBe("");
      expect(command.help.en()).not.toBe("");
      expect(
        command.aliases.some((alias) => /\p{Script=Han}/u.test(alias)),
        command.name,
      ).toBe(true);
    }
  });

  test("every setting has a default, a name and an explanation", () => {
    for (const setting of allSettings(features)) {
      expect(setting.schema.safeParse(undefined).success, setting.name).toBe(true);
      for (const text of [setting.texts.name, setting.texts.help, setting.shape.range]) {
        expect(text.zh(), setting.name).not.toBe("");
        expect(text.en(), setting.name).not.toBe("");
      }
    }
  });

  test("the pages of settings and commands are what the program reads and declares", () => {
    expect(readFileSync(path.join(root, "docs/configuration.md"), "utf8")).toBe(describeConfig());
    expect(readFileSync(path.join(root, "docs/commands.md"), "utf8")).toBe(describeCommands(features));
  });
});

function modelsIn(schema: string): { table: string; hasMember: boolean }[] {
  return [...schema.matchAll(/^model (\w+) \{(.*?)^\}/gms)].map(([, , body = ""]) => ({
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "",
    hasMember: /"member_id"|@map\("from_member"\)/.test(body) || /@@map\("member"\)/.test(body),
  }));
}

test("what a Chinese text tells people to say is a command when it is said, and needs no slash", () => {
  const table = new CommandTable(features);
  const isKnown = (word: string) => table.words().has(lookupForm(word));
  const unheard: string[] = [];
  for (const file of sources("src/features", "src/act", "src/operators", "src/presence")) {
    const lines = readFileSync(path.join(root, file), "utf8").split("\n");
    for (const line of lines.filter((one) => /\p{Script=Han}/u.test(one) && !/^\s*(?:\*|\/[/*])/.test(one))) {
      const named = [...line.matchAll(/[“：](\p{Script=Han}+ [^“”：。；]+)(?=[”。；])/gu)].map(([, said = ""]) => said);
      for (const said of named.map((one) => one.replaceAll(/\$\{[^}]*\}/g, "1")))
        if (isKnown(said.split(" ")[0] ?? "") && !table.match(said)) unheard.push(`${file}: ${said}`);
      for (const [, name = ""] of line.matchAll(/(?:zh: .*|^[^a-z]*)(?<![\w/.:<\p{Script=Han}])\/([a-z_]{2,})/gu))
        if (isKnown(name) && !/ en: .*\//.test(line)) unheard.push(`${file}: /${name}`);
    }
  }
  expect(unheard).toEqual([]);
});
