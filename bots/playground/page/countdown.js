// The draw that closes next: how long it is still open, by the tea house's own clock, and a wheel that
// turns meanwhile for those who do not mind motion (style.css).
import { say } from "./words.js";

const place = document.getElementById("countdown");
const secondMs = 1000;

/** Begins to count down; returns what to call when draws may have changed. */
export function watchDraws(room) {
  let draws = [];
  let asked;
  const wheel = document.createElement("span");
  wheel.className = "wheel";
  wheel.setAttribute("aria-hidden", "true");
  const words = document.createElement("span");
  place.replaceChildren(wheel, words);
  const show = () => {
    const now = Date.now() + room.ahead;
    const next = draws.find(({ closeAt }) => new Date(closeAt).getTime() > now);
    place.hidden = !next;
    if (next)
      words.textContent = say("drawOpen", next.id, next.entries, lasting(new Date(next.closeAt).getTime() - now));
  };
  const look = () => {
    // several messages come at once: one question is enough
    clearTimeout(asked);
    asked = setTimeout(async () => {
      draws = await room.get("api/draws").catch(() => draws);
      show();
    }, 200);
  };
  setInterval(show, secondMs);
  look();
  return look;
}

/** "1:05:09", "2:00" */
function lasting(ms) {
  const seconds = Math.ceil(ms / secondMs);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
