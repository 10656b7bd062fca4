// Parts of a page made by hand. Text of people is only ever set as text, never as markup.

/** An element with a class and a text, where they are given. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A name that keeps its own direction to itself. */
export function named(name) {
  return make("bdi", "name", name);
}
