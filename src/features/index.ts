import { corePerson } from "../core/hooks.ts";
import type { Feature, PersonHooks } from "../core/feature.ts";
import { engagementPerson } from "../engagement/hooks.ts";
import { membersPerson } from "../members/hooks.ts";
import { pointsPerson } from "../points/index.ts";
import { operatorsPerson } from "../operators/hooks.ts";
import { presencePerson } from "../presence/hooks.ts";
import type { Embedder } from "../llm/embedder.ts";
import { audit } from "./audit/index.ts";
import { chats } from "./chats/index.ts";
import { checkin } from "./checkin/index.ts";
import { community } from "./community/index.ts";
import { fetchQuicknet } from "./draw/drand.ts";
import { draw } from "./draw/index.ts";
import { digest } from "./digest/index.ts";
import type { Office } from "./digest/office.ts";
import type { Scribe } from "./digest/wording/scribe.ts";
import { drift } from "./drift/index.ts";
import { help } from "./help/index.ts";
import { journeys } from "./journeys/index.ts";
import { language } from "./language/index.ts";
import { link, linkedPeople } from "./link/index.ts";
import { points } from "./points/index.ts";
import { privacy } from "./privacy/index.ts";
import { profile } from "./profile/index.ts";
import { quiz } from "./quiz/index.ts";
import { roles } from "./roles/index.ts";
import { service } from "./service/index.ts";
import type { Prompts } from "../llm/prompts.ts";
import { purse } from "./service/rephrasing/purse.ts";
import type { Rephraser } from "./service/rephrasing/rephrase.ts";
import { settings } from "./settings/index.ts";
import { status } from "./status/index.ts";
import { tiers } from "./tiers/index.ts";
import { upkeep } from "./upkeep/index.ts";
import { welcome } from "./welcome/index.ts";
import { words } from "./words/index.ts";

/** Every feature, in the order in which facts reach them and help lists them. */
export const features: readonly Feature[] = [
  checkin,
  points(() => features),
  quiz(),
  tiers,
  draw({ fetchBeacon: fetchQuicknet }),
  profile,
  link,
  language,
  privacy(() => personHooks),
  help(() => features),
  welcome(() => features),
  service(),
  roles,
  settings(() => features),
  words(() => features),
  audit(() => features),
  drift(() => features),
  journeys(() => features),
  community(() => personHooks),
  chats,
  status,
  digest(() => features),
  upkeep,
];

/** The models behind the answers: one that puts them in other words, one that finds them by meaning; and the prompts for drafts. */
export interface Models {
  rephraser?: Rephraser | null;
  embedder?: Embedder | null;
  /** what a quiz's questions are drafted with, by the rephraser's model */
  drafts?: Prompts | null;
  /** what the private words of journeys are put in other words with, by the same model */
  nudges?: Prompts | null;
}

/** The same features with models behind them. */
export const withModels = (models: Models): readonly Feature[] => {
  const { rephraser = null, embedder = null, drafts = null, nudges = null } = models;
  const providers = [rephraser?.model.provider, embedder?.provider].filter((one) => one !== undefined).join("; ");
  return features.map((feature) => {
    if (feature.name === "service") return service(rephraser, embedder);
    if (feature.name === "quiz" && rephraser && drafts)
      return quiz({ model: rephraser.model, purse, prompts: drafts, features: () => features });
    if (feature.name === "journeys" && rephraser && nudges)
      return journeys(() => features, { model: rephraser.model, prompts: nudges, purse });
    return feature.name === "privacy" ? privacy(() => personHooks, providers || null) : feature;
  });
};

/** The digest with ways out of the house beside the chats, and a model for its words; a font for pictures, of draws too. */
export const withOffice = (all: readonly Feature[], office: Office, scribe: Scribe | null = null): readonly Feature[] =>
  all.map((feature) => {
    if (feature.name === "draw") return draw({ fetchBeacon: fetchQuicknet, font: office.font });
    return feature.name === "digest" ? digest(() => all, office, scribe) : feature;
  });

/** What every room and feature does when a person is exported, forgotten or moved; members come last,
 * and after them who is one person with whom. */
export const personHooks: readonly PersonHooks[] = [
  ...features.flatMap((feature) => feature.person ?? []),
  pointsPerson,
  engagementPerson,
  operatorsPerson,
  presencePerson,
  corePerson,
  membersPerson,
  linkedPeople,
];
