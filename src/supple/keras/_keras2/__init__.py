"""The functions of `keras.backend` that Keras 3 dropped."""
