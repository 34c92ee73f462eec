"""What students get: their files, the public checks with what is expected in them, and the engine's
student part. It is proved before it is written: nothing in it earns a point or tells of what is
hidden, and it grades in a folder where there is nothing else."""
