// Codes that a person must scan so that a platform is logged in; they change every few minutes.
import { say } from "./words.js";

const everyMs = 5000;
const place = document.getElementById("logins");

async function look() {
  const response = await fetch("api/logins", { cache: "no-store" }).catch(() => null);
  const waiting = response?.ok ? await response.json() : [];
  place.hidden = waiting.length === 0;
  place.replaceChildren(...waiting.map(({ platform }) => card(platform)));
}

function card(platform) {
  const figure = document.createElement("figure");
  const image = document.createElement("img");
  image.src = `login.svg?platform=${encodeURIComponent(platform)}&at=${Date.now()}`;
  image.alt = say("loginAlt", platform);
  image.width = 200;
  const words = document.createElement("figcaption");
  words.textContent = say("login", platform);
  figure.append(image, words);
  return figure;
}

/** Looks now and again. */
export function watchLogins() {
  void look();
  setInterval(look, everyMs);
}
