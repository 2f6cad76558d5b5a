"""The least card Streamlit can show, a bar and its number: the floor of what ``stepping.py`` measures."""

import streamlit as st

HTML = """<section class="stepper">
  <div class="sum"></div>
  <input type="range" min="0" max="999" value="0" aria-label="Step" />
  <span class="at"></span>
</section>"""
SCRIPT = """export default function ({ parentElement }) {
  const [slider, sum, at] = ["input", ".sum", ".at"].map((name) => parentElement.querySelector(name));
  const show = () => { sum.textContent = at.textContent = slider.value; };
  slider.addEventListener("input", show);
  show();
  return () => slider.removeEventListener("input", show);
}"""
CARD = st.components.v2.component("empty_card", html=HTML, js=SCRIPT)

st.title("An empty card")
CARD(key="card")
