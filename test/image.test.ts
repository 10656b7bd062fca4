import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../src/core/root.ts";

// No container engine runs the tests: what can be seen without one is that the image holds what the program reads.

const read = (name: string): string => readFileSync(path.join(root, name), "utf8");
const dockerfile = read("deploy/Dockerfile");
const stages = dockerfile.split(/^FROM /m).slice(1);
const image = stages.at(-1) ?? "";
const copied = [...image.matchAll(/^COPY --from=\w+ (.+) \S+$/gm)].flatMap(([, from = ""]) =>
  from.split(" ").map((name) => name.replace("/app/", "")),
);

/** Everything below the program's folder that the sources name: `path.join(root, "…")`. */
function placesRead(): string[] {
  const sources = ["src", "bots"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes("generated"))
      .map((name) => path.join(folder, name)),
  );
  return sources
    .map(read)
    .filter((source) => /import .*\broot\b.* from ".*root\.ts"/.test(source) || source.includes("findRoot"))
    .flatMap((source) => [...source.matchAll(/path\.join\((?:root|folder), "([^"]+)"/g)].map(([, name = ""]) => name))
    .filter((name) => existsSync(path.join(root, name)) || name.startsWith("dist/"));
}

test("the image holds every file that the program reads from its folder, and its libraries", () => {
  const wanted = placesRead();
  expect(wanted).toEqual(expect.arrayContaining(["prisma/migrations", "prompts", "package.json", "bots/playground"]));
  for (const name of wanted) expect(copied, name).toContain(name.split("/")[0]);
  expect(copied).toEqual(expect.arrayContaining(["node_modules", "dist"]));
  for (const name of copied.filter((one) => !["node_modules", "dist"].includes(one)))
    expect(existsSync(path.join(root, name)), name).toBe(true);
});

test("nothing of what is copied is kept out of it, and no secret gets in", () => {
  const ignored = read("deploy/Dockerfile.dockerignore").split("\n");
  for (const name of copied.filter((one) => !["node_modules", "dist"].includes(one)))
    expect(ignored, name).not.toContain(name);
  // made anew inside: what lies here may be for another machine
  expect(ignored).toEqual(expect.arrayContaining(["**/node_modules", "dist", "src/core/database/generated"]));
  expect(ignored).toEqual(expect.arrayContaining(["data", "**/*.env", "**/*password*.txt"]));
});

test("the image and the service of systemd run the same program, as a user of its own", () => {
  expect(image).toMatch(/^ENTRYPOINT \["node", "dist\/program\/main.js"\]$/m);
  expect(read("deploy/hearth.service")).toMatch(/^ExecStart=\/usr\/bin\/node dist\/program\/main.js start$/m);
  expect(image.indexOf("USER node")).toBeGreaterThan(image.lastIndexOf("RUN "));
  const [, compose = ""] = /^ {2}hearth:\n([\s\S]*?)^ {2}database:/m.exec(read("deploy/compose.yaml")) ?? [];
  for (const line of ["read_only: true", "cap_drop: [ALL]", '"no-new-privileges:true"', "stop_grace_period: 30s"])
    expect(compose).toContain(line);
  // whatever the program writes lies on a volume
  for (const [, place = ""] of image.matchAll(/(?:HEARTH_DATA_DIR|HOME)=(\S+)/g))
    expect(compose).toContain(`:${place}"`);
});
