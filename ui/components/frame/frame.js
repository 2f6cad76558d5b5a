// A change of settings replaces the entry in the browser's history, so that Back means the page before,
// not the setting before. Streamlit adds an entry for every change of the address.

const push = history.pushState;

export default function () {
  if (history.pushState !== push) return;
  history.pushState = (state, title, url) => {
    const samePage = new URL(url ?? location.href, location.href).pathname === location.pathname;
    return (samePage ? history.replaceState : push).call(history, state, title, url);
  };
}
