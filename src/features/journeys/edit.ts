import { parseDocument, stringify } from "yaml";
import { BadDeclaration, readDeclaration, type Declaration } from "./declaration.ts";
import { faultsIn } from "./words.ts";

/** A journey as a file people can read and change. */
export const toYaml = (declaration: Declaration): string => stringify(declaration, { lineWidth: 0 });

/** Reads a file. @throws BadDeclaration naming line or place */
export function fromYaml(source: string): Declaration {
  const document = parseDocument(source, { prettyErrors: true });
  const [error] = document.errors;
  if (error) throw new BadDeclaration(error.message.split("\n")[0] ?? "not YAML");
  return checked(document.toJS({ maxAliasCount: 0 }));
}

/**
 * One value changed: `place` is a path such as `perDay`, `trigger.days` or `steps.0.variants.0.zh`; the
 * value is read as YAML where it is not a text. @throws BadDeclaration
 */
export function withValue(declaration: Declaration, place: string, value: string): Declaration {
  if (place === "name") throw new BadDeclaration("name: a journey keeps its name; save it under another one instead");
  const changed: unknown = structuredClone(declaration);
  const path = place.split(".");
  const last = path.pop() ?? "";
  let at: unknown = changed;
  for (const part of path) at = Object.hasOwn(Object(at), part) ? (at as Record<string, unknown>)[part] : undefined;
  if (typeof at !== "object" || at === null) throw new BadDeclaration(`${place}: there is no such place`);
  const before = (at as Record<string, unknown>)[last];
  const isText = typeof before === "string" && !["kind", "festival", "goal"].includes(last);
  (at as Record<string, unknown>)[last] = isText ? value : parseDocument(value).toJS({ maxAliasCount: 0 });
  return checked(changed);
}

function checked(value: unknown): Declaration {
  const declaration = readDeclaration(value);
  for (const [index, step] of declaration.steps.entries()) {
    const faults = [...step.variants, ...(step.group ? [step.group] : [])].flatMap(faultsIn);
    const named = step.group && /\{(?!group\})/.test(step.group.zh + step.group.en) ? ["group: {name} …"] : [];
    const all = [...new Set([...faults, ...named])];
    if (all.length > 0) throw new BadWords(`steps.${index}: ${all.join("、")}`);
  }
  return declaration;
}

/** Placeholders that do not exist, or could be empty; in a group text any that would name somebody. */
export class BadWords extends BadDeclaration {
  override name = "BadWords";
}
