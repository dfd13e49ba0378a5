"""What is well and what is not: of the machine, the models, the library, with advice."""
