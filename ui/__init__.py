"""What the pages share: navigation, state, controls, blocks, figures and browser components."""
