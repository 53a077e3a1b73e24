"""Programs whose results were recorded from TensorFlow 2.21 and are replayed on supple."""
