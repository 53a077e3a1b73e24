"""One file a topic. Importing a topic registers its cases; it needs neither TensorFlow nor supple."""
