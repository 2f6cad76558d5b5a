import streamlit as st
from ui.navigation import require_frame, previous_and_next
require_frame()
st.title('6_pooling')
