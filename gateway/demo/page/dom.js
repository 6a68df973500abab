/** The element with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A new element with a class and content: text or other elements, never HTML from outside. */
export function make(tag, className = '', ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

/** Turns an element into the avatar of a user: his first character on a colour of his own. */
export function showAvatar(element, user) {
  let hue = 0;
  for (const character of user) hue = (hue * 31 + character.codePointAt(0)) % 360;
  element.classList.add('avatar');
  element.style.setProperty('--hue', String(hue));
  element.textContent = [...user][0] ?? '?';
  return element;
}

/** Hours and minutes of a Unix time in seconds. */
export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function dayName(seconds) {
  return new Date(seconds * 1000).toLocaleDateString([], { weekday: 'long', month: 'short', day: 'numeric' });
}
