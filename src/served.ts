import { pathToFileURL } from "node:url";
import type { Config } from "./config.ts";
import type { Feature } from "./core/feature.ts";
import { features, personHooks, withModels } from "./features/index.ts";
import type { Scribe } from "./features/digest/wording/scribe.ts";
import { purse } from "./features/service/rephrasing/purse.ts";
import type { Rephraser } from "./features/service/rephrasing/rephrase.ts";
import type { Embedder } from "./llm/embedder.ts";
import type { Model } from "./llm/model.ts";
import { loadPrompts } from "./llm/prompts.ts";
import { forgetPerson } from "./members/forget.ts";
import { award } from "./points/index.ts";

/** The product's features, and after them those a crash test brings along. */
export async function servedFeatures(config: Config): Promise<readonly Feature[]> {
  const own = await productFeatures(config);
  if (!config.HEARTH_TEST_FEATURES) return own;
  const { testFeatures } = (await import(pathToFileURL(config.HEARTH_TEST_FEATURES).href)) as TestFeatures;
  return [...own, ...testFeatures({ award, forgetPerson, personHooks })];
}

/** What a crash test brings along. It is handed what it works with: an import of its own would be another copy of it. */
interface TestFeatures {
  testFeatures(parts: {
    award: typeof award;
    forgetPerson: typeof forgetPerson;
    personHooks: typeof personHooks;
  }): readonly Feature[];
}

/** The product's features, with models behind the answers where they are configured. */
async function productFeatures(config: Config): Promise<readonly Feature[]> {
  const [rephraser, embedder] = [await configuredRephraser(config), await configuredEmbedder(config)];
  if (!rephraser && !embedder) return features;
  const [drafts, nudges] = rephraser ? [loadPrompts(undefined, "draft"), loadPrompts(undefined, "nudge")] : [];
  return withModels({ rephraser, embedder, drafts: drafts ?? null, nudges: nudges ?? null });
}

const forward = () => performance.now();

async function configuredRephraser(config: Config): Promise<Rephraser | null> {
  const model = await configuredModel(config);
  return model && { model, prompts: loadPrompts() };
}

const models = new WeakMap<Config, Model>();

/** The configured model: one for all who ask it, so that all of them know at once that it is down; null where none is. */
export async function configuredModel(config: Config): Promise<Model | null> {
  const { LLM_BASE_URL: baseURL, LLM_MODEL: model } = config;
  if (!baseURL || !model) return null;
  const { Provider } = await import("./llm/provider.ts");
  const prices = { priceIn: config.LLM_PRICE_IN, priceOut: config.LLM_PRICE_OUT, monthlyCap: config.LLM_MONTHLY_CAP };
  const options = { baseURL, model, apiKey: config.LLM_API_KEY ?? "none", ...prices, now: forward };
  const known = models.get(config) ?? new Provider(options);
  models.set(config, known);
  return known;
}

/** The same model, for the words of the weekly digest; null where none is configured. */
export async function configuredScribe(config: Config): Promise<Scribe | null> {
  const model = await configuredModel(config);
  if (!model) return null;
  const prompts = { topics: loadPrompts(undefined, "topics"), story: loadPrompts(undefined, "story") };
  return { model, purse, prompts };
}

/** The configured embedding model; null where there is none. */
export async function configuredEmbedder(config: Config): Promise<Embedder | null> {
  const { LLM_EMBED_MODEL: model, LLM_EMBED_BASE_URL: baseURL = config.LLM_BASE_URL } = config;
  if (!model || !baseURL) return null;
  const { ProviderEmbedder } = await import("./llm/embedder.ts");
  const apiKey = config.LLM_EMBED_API_KEY ?? config.LLM_API_KEY ?? "none";
  const prices = { price: config.LLM_EMBED_PRICE, monthlyCap: config.LLM_MONTHLY_CAP };
  return new ProviderEmbedder({ baseURL, model, apiKey, ...prices, now: forward });
}
