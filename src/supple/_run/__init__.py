"""Running TensorFlow and Keras programs as they are: import aliases, the launcher, scan and doctor."""
