"""AWS as the emulated company has it: moto, mended where it differs from AWS, filled with known accounts.

``python -m tests.demo.emulated_aws --port 0`` prints ``ready http://127.0.0.1:PORT`` when it can be asked.
It emulates what the sources read, and enforces no permission.
"""
